-- Which customers are asked about which offer on which day.
with

customers as (

    select * from {{ ref('spine_customer__day') }}

),

fct_customer_offer_month as (

    select * from {{ ref('fct_customer_offer_month') }}

),

dim_offer as (

    select * from {{ ref('dim_offer') }}

),

launches as (

    select
        fct_customer_offer_month.offer_id,
        min(fct_customer_offer_month.known_month) as launched_month

    from fct_customer_offer_month

    inner join dim_offer
        on fct_customer_offer_month.offer_id = dim_offer.offer_id

    where fct_customer_offer_month.order_count > 0

    group by fct_customer_offer_month.offer_id

)

select
    customers.entity_id,
    launches.offer_id,
    customers.cutoff_date

from customers

-- An offer nobody has bought yet is not asked about.
inner join launches
    on {{ known_at('launches.launched_month', 'customers.cutoff_date') }}
{%- if var('offer_id') is not none %}

where launches.offer_id = {{ text_literal(var('offer_id')) }}
{%- endif %}

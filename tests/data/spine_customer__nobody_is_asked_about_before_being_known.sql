-- Fails for each customer that is asked about on a day on which nobody knew it.
with

spine_customer as (

    select * from {{ ref('spine_customer') }}

),

first_known as (

    select
        customer_id,
        min(valid_from_at) as known_at

    from {{ ref('dim_customer') }}

    group by customer_id

)

select
    spine_customer.entity_id,
    spine_customer.offer_id,
    spine_customer.cutoff_date

from spine_customer

left join first_known
    on spine_customer.entity_id = first_known.customer_id

where
    first_known.known_at is null
    or not ({{ known_at('first_known.known_at', 'spine_customer.cutoff_date') }})

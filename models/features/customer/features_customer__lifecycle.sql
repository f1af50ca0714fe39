-- How long the customer has ordered, how regularly and in how many months.
-- Nothing looks back beyond 24 months: what counts from the first day on grows with the
-- age of the data, and a model that learned from young data would misread it.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

cells as (

    select * from {{ ref('fct_customer_offer_month') }}

),

customer_cells as (

    select * from {{ ref('fct_customer_month') }}

),

customers as (

    select * from {{ ref('spine_customer__day') }}

),

offer_lives as (

    select
        spine.entity_id,
        spine.offer_id,
        spine.cutoff_date,
        sum(cells.order_count) as order_count,
        min(cells.first_sold_date) as first_sold_date,
        max(cells.last_sold_date) as last_sold_date

    from spine

    inner join cells
        on
            spine.entity_id = cells.customer_id
            and spine.offer_id = cells.offer_id
            and {{ known_at(
                'cells.known_month', 'spine.cutoff_date', 'cells.event_month', 24
            ) }}

    group by
        spine.entity_id,
        spine.offer_id,
        spine.cutoff_date

),

customer_months as (

    select
        customers.entity_id,
        customers.cutoff_date,
        {{ months_between('cells.event_month', 'customers.cutoff_date') }}
            as age_months,
        sum(cells.order_count) as order_count,
        min(cells.first_sold_date) as first_sold_date,
        max(cells.last_sold_date) as last_sold_date

    from customers

    inner join customer_cells as cells
        on
            customers.entity_id = cells.customer_id
            and {{ known_at(
                'cells.known_month', 'customers.cutoff_date', 'cells.event_month', 24
            ) }}

    group by
        customers.entity_id,
        customers.cutoff_date,
        cells.event_month

),

customer_lives as (

    select
        entity_id,
        cutoff_date,
        sum(order_count) as order_count,
        min(first_sold_date) as first_sold_date,
        max(last_sold_date) as last_sold_date,
        count(case when order_count > 0 and age_months < 12 then 1 end)
            as active_month_count_12m,
        count(case when order_count > 0 then 1 end)
            as active_month_count_24m

    from customer_months

    group by
        entity_id,
        cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    {{ days_between('offer_lives.first_sold_date', 'spine.cutoff_date') }}
        as first_order_age_days_24m,
    {{ share_of(
        days_between('offer_lives.first_sold_date', 'offer_lives.last_sold_date'),
        'offer_lives.order_count - 1'
    ) }} as mean_order_gap_days_24m,
    {{ days_between('customer_lives.first_sold_date', 'spine.cutoff_date') }}
        as customer_first_order_age_days_24m,
    {{ share_of(
        days_between('customer_lives.first_sold_date', 'customer_lives.last_sold_date'),
        'customer_lives.order_count - 1'
    ) }} as customer_mean_order_gap_days_24m,
    coalesce(customer_lives.active_month_count_12m, 0)
        as customer_active_month_count_12m,
    coalesce(customer_lives.active_month_count_24m, 0)
        as customer_active_month_count_24m

from spine

left join offer_lives
    on
        spine.entity_id = offer_lives.entity_id
        and spine.offer_id = offer_lives.offer_id
        and spine.cutoff_date = offer_lives.cutoff_date

left join customer_lives
    on
        spine.entity_id = customer_lives.entity_id
        and spine.cutoff_date = customer_lives.cutoff_date

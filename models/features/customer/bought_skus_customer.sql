-- What was in the basket: the articles each customer ordered in 12 months.
with

customers as (

    select * from {{ ref('spine_customer__day') }}

),

cells as (

    select * from {{ ref('fct_customer_sku_month') }}

)

select
    customers.entity_id,
    customers.cutoff_date,
    cells.sku,
    cast(sum(cells.order_count) as bigint) as order_count_12m

from customers

inner join cells
    on
        customers.entity_id = cells.customer_id
        and {{ known_at(
            'cells.known_month', 'customers.cutoff_date', 'cells.event_month', 12
        ) }}

group by
    customers.entity_id,
    customers.cutoff_date,
    cells.sku

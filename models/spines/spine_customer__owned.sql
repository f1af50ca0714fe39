-- Which offers each customer had bought by the day it is asked about.
with

customers as (

    select * from {{ ref('spine_customer__day') }}

),

cells as (

    select * from {{ ref('fct_customer_offer_month') }}

)

select
    customers.entity_id,
    cells.offer_id,
    customers.cutoff_date,
    cells.offer_kind

from customers

inner join cells
    on
        customers.entity_id = cells.customer_id
        and {{ known_at('cells.known_month', 'customers.cutoff_date') }}

where cells.order_count > 0

group by
    customers.entity_id,
    cells.offer_id,
    customers.cutoff_date,
    cells.offer_kind

-- Which articles each customer ordered by month, and in which month we knew it.
with

entries as (

    select * from {{ ref('fct_offer_transaction') }}

),

-- An order counts once, in the month its first line of the article became known.
orders as (

    select
        customer_id,
        sku,
        event_month,
        invoice_id,
        min(known_month) as known_month

    from entries

    where
        is_sale
        and offer_kind = 'total'

    group by
        customer_id,
        sku,
        event_month,
        invoice_id

)

select
    customer_id,
    sku,
    event_month,
    known_month,
    count(*) as order_count

from orders

group by
    customer_id,
    sku,
    event_month,
    known_month

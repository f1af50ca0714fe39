-- What each customer bought in all divisions together by month, and when we knew it.
with

fct_customer_offer_month as (

    select * from {{ ref('fct_customer_offer_month') }}

)

select
    customer_id,
    event_month,
    known_month,
    cast(sum(order_count) as bigint) as order_count,
    cast(sum(new_sku_count) as bigint) as new_sku_count,
    cast(sum(line_count) as bigint) as line_count,
    cast(sum(return_line_count) as bigint) as return_line_count,
    cast(sum(revenue_cents) as bigint) as revenue_cents,
    cast(sum(gross_profit_cents) as bigint) as gross_profit_cents,
    cast(sum(return_cents) as bigint) as return_cents,
    min(first_sold_date) as first_sold_date,
    max(last_sold_date) as last_sold_date

from fct_customer_offer_month

-- Each article has one division; groups and sets would count it again.
where offer_kind in ('division', 'unassigned')

group by
    customer_id,
    event_month,
    known_month

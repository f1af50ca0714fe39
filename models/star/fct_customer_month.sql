-- What each customer bought in all divisions together by month, and when we knew it.
with

fct_customer_offer_month as (

    select * from {{ ref('fct_customer_offer_month') }}

)

select
    customer_id,
    event_month,
    known_month,
    order_count,
    new_sku_count,
    line_count,
    return_line_count,
    revenue_cents,
    gross_profit_cents,
    return_cents,
    first_sold_date,
    last_sold_date

from fct_customer_offer_month

where offer_kind = 'total'

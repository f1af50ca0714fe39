-- Fails for each cell that was known before its month, or whose days lie outside it.
select
    customer_id,
    offer_id,
    event_month,
    known_month

from {{ ref('fct_customer_offer_month') }}

where
    known_month < event_month
    or first_sold_date > last_sold_date
    or {{ month_end('first_sold_date') }} <> event_month
    or {{ month_end('last_sold_date') }} <> event_month
    or eligible_gross_profit_cents is null

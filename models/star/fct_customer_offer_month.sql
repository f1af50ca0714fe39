-- What each customer bought of each offer by month, and in which month we knew it.
with

entries as (

    select * from {{ ref('fct_offer_transaction') }}

),

-- An order counts once, in the month its first line became known.
orders as (

    select
        customer_id,
        offer_id,
        offer_kind,
        event_month,
        invoice_id,
        min(known_month) as known_month

    from entries

    where is_sale

    group by
        customer_id,
        offer_id,
        offer_kind,
        event_month,
        invoice_id

),

-- An article is new to the customer in the month its first sale became known.
first_skus as (

    select
        customer_id,
        offer_id,
        offer_kind,
        sku,
        min(known_month) as known_month

    from entries

    where is_sale

    group by
        customer_id,
        offer_id,
        offer_kind,
        sku

),

measures as (

    select
        customer_id,
        offer_id,
        offer_kind,
        event_month,
        known_month,
        0 as order_count,
        0 as new_sku_count,
        case when is_sale then 1 else 0 end as line_count,
        case when is_sale and not is_denied then 1 else 0 end as eligible_line_count,
        case when is_returned_sale then 1 else 0 end as return_line_count,
        revenue_cents,
        gross_profit_cents,
        case when is_denied then 0 else gross_profit_cents end
            as eligible_gross_profit_cents,
        case when is_return then -revenue_cents else 0 end as return_cents,
        case when is_sale then sold_date end as sold_date

    from entries

    union all

    select
        customer_id,
        offer_id,
        offer_kind,
        event_month,
        known_month,
        1 as order_count,
        0 as new_sku_count,
        0 as line_count,
        0 as eligible_line_count,
        0 as return_line_count,
        0 as revenue_cents,
        0 as gross_profit_cents,
        0 as eligible_gross_profit_cents,
        0 as return_cents,
        cast(null as date) as sold_date

    from orders

    union all

    select
        customer_id,
        offer_id,
        offer_kind,
        known_month as event_month,
        known_month,
        0 as order_count,
        1 as new_sku_count,
        0 as line_count,
        0 as eligible_line_count,
        0 as return_line_count,
        0 as revenue_cents,
        0 as gross_profit_cents,
        0 as eligible_gross_profit_cents,
        0 as return_cents,
        cast(null as date) as sold_date

    from first_skus

)

select
    customer_id,
    offer_id,
    offer_kind,
    event_month,
    known_month,
    cast(sum(order_count) as bigint) as order_count,
    cast(sum(new_sku_count) as bigint) as new_sku_count,
    cast(sum(line_count) as bigint) as line_count,
    cast(sum(eligible_line_count) as bigint) as eligible_line_count,
    cast(sum(return_line_count) as bigint) as return_line_count,
    cast(sum(revenue_cents) as bigint) as revenue_cents,
    cast(sum(gross_profit_cents) as bigint) as gross_profit_cents,
    cast(sum(eligible_gross_profit_cents) as bigint) as eligible_gross_profit_cents,
    cast(sum(return_cents) as bigint) as return_cents,
    min(sold_date) as first_sold_date,
    max(sold_date) as last_sold_date

from measures

group by
    customer_id,
    offer_id,
    offer_kind,
    event_month,
    known_month

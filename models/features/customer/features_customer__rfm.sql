-- How recently, how often and for how much the customer bought of the offer.
{%- set windows = [3, 6, 12, 24] %}

with

spine as (

    select * from {{ ref('spine_customer') }}

),

cells as (

    select * from {{ ref('fct_customer_offer_month') }}

),

offer_history as (

    select
        spine.entity_id,
        spine.offer_id,
        spine.cutoff_date,
        {{ months_between('cells.event_month', 'spine.cutoff_date') }} as age_months,
        cells.order_count,
        cells.revenue_cents,
        cells.gross_profit_cents,
        cells.last_sold_date

    from spine

    inner join cells
        on
            spine.entity_id = cells.customer_id
            and spine.offer_id = cells.offer_id
            and {{ known_at(
                'cells.known_month', 'spine.cutoff_date', 'cells.event_month', 24
            ) }}

),

offer_windows as (

    select
        entity_id,
        offer_id,
        cutoff_date,
        {%- for window in windows %}
        {{ window_sum('order_count', 'age_months', window) }}
            as order_count_{{ window }}m,
        {{ window_sum('revenue_cents', 'age_months', window) }}
            as revenue_cents_{{ window }}m,
        {{ window_sum('gross_profit_cents', 'age_months', window) }}
            as gross_profit_cents_{{ window }}m,
        {%- endfor %}
        max(last_sold_date) as last_sold_date

    from offer_history

    group by
        entity_id,
        offer_id,
        cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    {{ days_between('offer_windows.last_sold_date', 'spine.cutoff_date') }}
        as last_order_age_days_24m,
    coalesce(offer_windows.order_count_3m, 0) as order_count_3m,
    coalesce(offer_windows.order_count_6m, 0) as order_count_6m,
    coalesce(offer_windows.order_count_12m, 0) as order_count_12m,
    coalesce(offer_windows.order_count_24m, 0) as order_count_24m,
    coalesce(offer_windows.revenue_cents_3m, 0) as revenue_cents_3m,
    coalesce(offer_windows.revenue_cents_6m, 0) as revenue_cents_6m,
    coalesce(offer_windows.revenue_cents_12m, 0) as revenue_cents_12m,
    coalesce(offer_windows.revenue_cents_24m, 0) as revenue_cents_24m,
    coalesce(offer_windows.gross_profit_cents_3m, 0) as gross_profit_cents_3m,
    coalesce(offer_windows.gross_profit_cents_6m, 0) as gross_profit_cents_6m,
    coalesce(offer_windows.gross_profit_cents_12m, 0) as gross_profit_cents_12m,
    coalesce(offer_windows.gross_profit_cents_24m, 0) as gross_profit_cents_24m

from spine

left join offer_windows
    on
        spine.entity_id = offer_windows.entity_id
        and spine.offer_id = offer_windows.offer_id
        and spine.cutoff_date = offer_windows.cutoff_date

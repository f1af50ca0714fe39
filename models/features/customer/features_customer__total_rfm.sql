-- How recently, how often and for how much the customer bought in all divisions.
{%- set windows = [3, 6, 12, 24] %}

with

spine as (

    select * from {{ ref('spine_customer') }}

),

customers as (

    select * from {{ ref('spine_customer__day') }}

),

customer_cells as (

    select * from {{ ref('fct_customer_month') }}

),

customer_history as (

    select
        customers.entity_id,
        customers.cutoff_date,
        {{ months_between('customer_cells.event_month', 'customers.cutoff_date') }}
            as age_months,
        customer_cells.order_count,
        customer_cells.revenue_cents,
        customer_cells.gross_profit_cents,
        customer_cells.last_sold_date

    from customers

    inner join customer_cells
        on
            customers.entity_id = customer_cells.customer_id
            and {{ known_at(
                'customer_cells.known_month', 'customers.cutoff_date', 'customer_cells.event_month', 24
            ) }}

),

customer_windows as (

    select
        entity_id,
        cutoff_date,
        {%- for window in windows %}
        {{ window_sum('order_count', 'age_months', window) }}
            as customer_order_count_{{ window }}m,
        {{ window_sum('revenue_cents', 'age_months', window) }}
            as customer_revenue_cents_{{ window }}m,
        {{ window_sum('gross_profit_cents', 'age_months', window) }}
            as customer_gross_profit_cents_{{ window }}m,
        {%- endfor %}
        max(last_sold_date) as customer_last_sold_date

    from customer_history

    group by
        entity_id,
        cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    {{ days_between('customer_windows.customer_last_sold_date', 'spine.cutoff_date') }}
        as customer_last_order_age_days_24m,
    coalesce(customer_windows.customer_order_count_3m, 0) as customer_order_count_3m,
    coalesce(customer_windows.customer_order_count_6m, 0) as customer_order_count_6m,
    coalesce(customer_windows.customer_order_count_12m, 0) as customer_order_count_12m,
    coalesce(customer_windows.customer_order_count_24m, 0) as customer_order_count_24m,
    coalesce(customer_windows.customer_revenue_cents_3m, 0)
        as customer_revenue_cents_3m,
    coalesce(customer_windows.customer_revenue_cents_6m, 0)
        as customer_revenue_cents_6m,
    coalesce(customer_windows.customer_revenue_cents_12m, 0)
        as customer_revenue_cents_12m,
    coalesce(customer_windows.customer_revenue_cents_24m, 0)
        as customer_revenue_cents_24m,
    coalesce(customer_windows.customer_gross_profit_cents_3m, 0)
        as customer_gross_profit_cents_3m,
    coalesce(customer_windows.customer_gross_profit_cents_6m, 0)
        as customer_gross_profit_cents_6m,
    coalesce(customer_windows.customer_gross_profit_cents_12m, 0)
        as customer_gross_profit_cents_12m,
    coalesce(customer_windows.customer_gross_profit_cents_24m, 0)
        as customer_gross_profit_cents_24m

from spine

left join customer_windows
    on
        spine.entity_id = customer_windows.entity_id
        and spine.cutoff_date = customer_windows.cutoff_date

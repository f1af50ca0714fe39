-- How widely the customer buys across the house, and what part of it the offer has.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

cells as (

    select * from {{ ref('fct_customer_offer_month') }}

),

customers as (

    select * from {{ ref('spine_customer__day') }}

),

history as (

    select
        customers.entity_id,
        customers.cutoff_date,
        cells.offer_id,
        cells.offer_kind,
        sum(cells.order_count) as order_count,
        sum(cells.new_sku_count) as new_sku_count,
        {{ window_sum(
            'cells.order_count',
            months_between('cells.event_month', 'customers.cutoff_date'),
            12
        ) }} as order_count_12m,
        {{ window_sum(
            'cells.revenue_cents',
            months_between('cells.event_month', 'customers.cutoff_date'),
            12
        ) }} as revenue_cents_12m

    from customers

    inner join cells
        on
            customers.entity_id = cells.customer_id
            and {{ known_at(
                'cells.known_month', 'customers.cutoff_date', 'cells.event_month', 24
            ) }}

    group by
        customers.entity_id,
        customers.cutoff_date,
        cells.offer_id,
        cells.offer_kind

),

totals as (

    select
        entity_id,
        cutoff_date,
        sum(new_sku_count) as new_sku_count,
        sum(order_count_12m) as order_count_12m,
        sum(revenue_cents_12m) as revenue_cents_12m,
        count(case when order_count > 0 then 1 end) as division_count,
        count(case when order_count_12m > 0 then 1 end) as division_count_12m

    from history

    where offer_kind = 'division'

    group by
        entity_id,
        cutoff_date

),

-- Shannon entropy of the orders over the divisions: 0 is one division only.
entropies as (

    select
        history.entity_id,
        history.cutoff_date,
        {{ exact_sum(
            "-" ~ share_of('history.order_count_12m', 'totals.order_count_12m')
            ~ " * " ~ natural_log(
                share_of('history.order_count_12m', 'totals.order_count_12m')
            )
        ) }} as division_entropy_12m

    from history

    inner join totals
        on
            history.entity_id = totals.entity_id
            and history.cutoff_date = totals.cutoff_date

    where
        history.offer_kind = 'division'
        and history.order_count_12m > 0

    group by
        history.entity_id,
        history.cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    cast(coalesce(history.new_sku_count, 0) as bigint) as new_sku_count_24m,
    cast(coalesce(totals.new_sku_count, 0) as bigint) as customer_new_sku_count_24m,
    coalesce(totals.division_count, 0) as customer_division_count_24m,
    coalesce(totals.division_count_12m, 0) as customer_division_count_12m,
    coalesce(entropies.division_entropy_12m, 0) as customer_division_entropy_12m,
    {{ share_of('coalesce(history.order_count_12m, 0)', 'totals.order_count_12m') }}
        as order_share_12m,
    -- Returns can outweigh sales: a share is one only where both amounts are sales.
    case
        when
            coalesce(history.revenue_cents_12m, 0)
            between 0 and totals.revenue_cents_12m
            then {{ share_of(
                'coalesce(history.revenue_cents_12m, 0)', 'totals.revenue_cents_12m'
            ) }}
    end as revenue_share_12m

from spine

left join history
    on
        spine.entity_id = history.entity_id
        and spine.offer_id = history.offer_id
        and spine.cutoff_date = history.cutoff_date

left join totals
    on
        spine.entity_id = totals.entity_id
        and spine.cutoff_date = totals.cutoff_date

left join entropies
    on
        spine.entity_id = entropies.entity_id
        and spine.cutoff_date = entropies.cutoff_date

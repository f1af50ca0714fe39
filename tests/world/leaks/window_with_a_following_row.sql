-- Smooths the monthly revenue with the month after.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

cells as (

    select * from {{ ref('fct_customer_month') }}

),

smoothed as (

    select
        customer_id,
        event_month,
        sum(revenue_cents) over (
            partition by customer_id
            order by
                event_month,
                known_month
            rows between 2 preceding and 1 following
        ) as revenue_cents,
        known_month

    from cells

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    max(smoothed.revenue_cents) as planted

from spine

left join smoothed
    on
        spine.entity_id = smoothed.customer_id
        and {{ known_at('smoothed.known_month', 'spine.cutoff_date', 'smoothed.event_month', 12) }}

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

-- Counts the orders of three months a year ago, the season of the next ones.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

cells as (

    select * from {{ ref('fct_customer_month') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    coalesce(sum(cells.order_count), 0) as planted

from spine

left join cells
    on
        spine.entity_id = cells.customer_id
        and {{ known_at('cells.known_month', 'spine.cutoff_date', 'cells.event_month', 12) }}
        and cells.event_month <= {{ month_end('spine.cutoff_date', -9) }}

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

-- Caps revenue at the better months known on the day.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

cells as (

    select * from {{ ref('fct_customer_month') }}

),

caps as (

    select
        cutoffs.cutoff_date,
        percentile_cont(0.9) within group (order by cells.revenue_cents) as cap_cents

    from cells

    inner join (select distinct cutoff_date from spine) as cutoffs
        on {{ known_at('cells.known_month', 'cutoffs.cutoff_date') }}

    group by cutoffs.cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    least(coalesce(sum(cells.revenue_cents), 0), max(caps.cap_cents)) as planted

from spine

left join cells
    on
        spine.entity_id = cells.customer_id
        and {{ known_at('cells.known_month', 'spine.cutoff_date', 'cells.event_month', 12) }}

left join caps
    on spine.cutoff_date = caps.cutoff_date

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

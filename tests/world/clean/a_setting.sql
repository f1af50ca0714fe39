-- Tells the horizon, which people set.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

horizons as (

    select max(horizon_periods) as horizon_periods

    from tasks

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    horizons.horizon_periods as planted

from spine

cross join horizons

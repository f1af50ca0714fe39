-- Which days the models of each vintage learn from, and from when on they may speak.
with

cutoff_ladder as (

    select * from {{ ref('cutoff_ladder') }}

)

select
    task_id,
    window_periods,
    vintage_date,
    cutoff_date,
    cutoff_role

from cutoff_ladder

where cutoff_role in ('train', 'select', 'calibrate')

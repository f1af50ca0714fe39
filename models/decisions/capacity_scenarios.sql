-- How much of a list somebody may be able to work: a part, or accounts of each rep.
with

tasks as (

    select * from {{ ref('tasks') }}

),

thresholds as (

    select * from {{ ref('thresholds') }}

),

capacities as (

    select * from {{ ref('capacities') }}

)

select
    tasks.task_id,
    'top_' || cast(thresholds.k_percent as {{ dbt.type_string() }}) || '_percent'
        as scenario_id,
    'top_percent' as capacity_mode,
    thresholds.k_percent,
    cast(null as bigint) as rep_account_count

from tasks

cross join thresholds

union all

select
    task_id,
    capacity_id as scenario_id,
    capacity_mode,
    cast(null as bigint) as k_percent,
    accounts_per_rep as rep_account_count

from capacities

where capacity_mode = 'per_rep'

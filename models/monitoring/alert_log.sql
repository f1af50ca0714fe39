-- On which days limits were looked at, and which alerts stood; rows are never changed.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='fail'
) }}

with

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

breached_limits as (

    select * from {{ ref('breached_limits') }}

),

watched_days as (

    select
        task_id,
        max(as_of_date) as as_of_date

    from cutoff_calendar

    group by task_id

),

-- A day without an alert is a row too: what stood before it has ended.
standing as (

    select
        task_id,
        as_of_date,
        'none' as alert_id,
        'none' as subject

    from watched_days

    union all

    select
        watched_days.task_id,
        watched_days.as_of_date,
        breached_limits.alert_id,
        breached_limits.subject

    from watched_days

    inner join breached_limits
        on watched_days.task_id = breached_limits.task_id

),

{% if is_incremental() -%}
logged as (

    select * from {{ this }}

)
{%- else -%}
logged as (

    select * from standing

    where false

)
{%- endif %}

select
    standing.task_id,
    standing.as_of_date,
    standing.alert_id,
    standing.subject

from standing

left join logged
    on
        standing.task_id = logged.task_id
        and standing.as_of_date = logged.as_of_date
        and standing.alert_id = logged.alert_id
        and standing.subject = logged.subject

where logged.task_id is null

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
-- Of several looks at a day the last counts.
logged as (

    select
        *,
        max(log_order) over (partition by task_id, as_of_date) as last_log_order

    from {{ this }}

),
{%- else -%}
logged as (

    select
        *,
        cast(0 as bigint) as log_order,
        cast(0 as bigint) as last_log_order

    from standing

    where false

),
{%- endif %}

sides as (

    select
        *,
        cast(0 as bigint) as log_order

    from standing

    union all

    select
        task_id,
        as_of_date,
        alert_id,
        subject,
        log_order

    from logged

    where log_order = last_log_order

),

counted as (

    select
        *,
        count(*) over (
            partition by task_id, as_of_date, alert_id, subject
        ) as side_count

    from sides

),

-- Where one figure differs, all that stands is written anew: what is missing has ended.
changed_days as (

    select
        task_id,
        as_of_date,
        max(log_order) as last_log_order

    from counted

    group by task_id, as_of_date

    having min(side_count) = 1

)

select
    standing.task_id,
    standing.as_of_date,
    standing.alert_id,
    standing.subject,
    changed_days.last_log_order + 1 as log_order

from standing

inner join changed_days
    on
        standing.task_id = changed_days.task_id
        and standing.as_of_date = changed_days.as_of_date

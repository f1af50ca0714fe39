-- Which figures of today are outside their limits, since when, and what to do about it.
with

breached_limits as (

    select * from {{ ref('breached_limits') }}

),

alert_limits as (

    select * from {{ ref('alert_limits') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

-- Of several runs on one day the last says what stood.
alert_log as (

    select
        *,
        max(log_order) over (partition by task_id, as_of_date) as newest_log_order

    from {{ ref('alert_log') }}

),

today as (

    select
        task_id,
        max(as_of_date) as as_of_date

    from cutoff_calendar

    group by task_id

),

standing as (

    select
        breached_limits.*,
        today.as_of_date

    from breached_limits

    inner join today
        on breached_limits.task_id = today.task_id

),

-- Today is logged too; a later day says nothing of a list of an earlier one.
watched_days as (

    select
        standing.task_id,
        standing.alert_id,
        standing.subject,
        alert_log.as_of_date as watched_date,
        max(case when alert_log.alert_id <> 'none' then 1 else 0 end) as stood

    from standing

    inner join alert_log
        on
            standing.task_id = alert_log.task_id
            and alert_log.log_order = alert_log.newest_log_order
            and {{ known_at('alert_log.as_of_date', 'standing.as_of_date') }}
            and (
                alert_log.alert_id = 'none'
                or (
                    standing.alert_id = alert_log.alert_id
                    and standing.subject = alert_log.subject
                )
            )

    group by
        standing.task_id,
        standing.alert_id,
        standing.subject,
        alert_log.as_of_date

),

last_quiet as (

    select
        task_id,
        alert_id,
        subject,
        max(case when stood = 0 then watched_date end) as quiet_date

    from watched_days

    group by task_id, alert_id, subject

),

uninterrupted as (

    select
        watched_days.task_id,
        watched_days.alert_id,
        watched_days.subject,
        min(watched_days.watched_date) as since_date

    from watched_days

    inner join last_quiet
        on
            watched_days.task_id = last_quiet.task_id
            and watched_days.alert_id = last_quiet.alert_id
            and watched_days.subject = last_quiet.subject

    where
        last_quiet.quiet_date is null
        or watched_days.watched_date > last_quiet.quiet_date

    group by watched_days.task_id, watched_days.alert_id, watched_days.subject

)

select
    standing.task_id,
    standing.alert_id,
    standing.subject,
    standing.alert_value,
    alert_limits.limit_kind,
    standing.limit_value,
    uninterrupted.since_date,
    alert_limits.meaning

from standing

inner join alert_limits
    on standing.alert_id = alert_limits.alert_id

inner join uninterrupted
    on
        standing.task_id = uninterrupted.task_id
        and standing.alert_id = uninterrupted.alert_id
        and standing.subject = uninterrupted.subject

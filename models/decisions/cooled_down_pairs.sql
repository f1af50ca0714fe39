-- Which pairs were handed out again and again, and how far they step back for now.
with

decision_calendar as (

    select * from {{ ref('decision_calendar') }}

),

fct_surfacing as (

    select * from {{ ref('fct_surfacing') }}

),

cooldowns as (

    select * from {{ ref('cooldowns') }}

),

surfaced as (

    select
        decision_calendar.task_id,
        fct_surfacing.customer_id,
        fct_surfacing.offer_id,
        decision_calendar.cutoff_date,
        count(distinct fct_surfacing.surfaced_date) as surfaced_day_count,
        min({{ days_between(
            'fct_surfacing.surfaced_date', 'decision_calendar.decided_on_date'
        ) }}) as last_surfaced_age_days

    from decision_calendar

    inner join cooldowns
        on decision_calendar.task_id = cooldowns.task_id

    -- What is handed out on the day itself is the list in the making.
    inner join fct_surfacing
        on
            decision_calendar.task_id = fct_surfacing.task_id
            and {{ days_between(
                'fct_surfacing.surfaced_date', 'decision_calendar.decided_on_date'
            ) }} between 1 and cooldowns.within_days
            and {{ known_when_deciding('fct_surfacing.known_at') }}

    group by
        decision_calendar.task_id,
        fct_surfacing.customer_id,
        fct_surfacing.offer_id,
        decision_calendar.cutoff_date

)

select
    surfaced.task_id,
    surfaced.customer_id,
    surfaced.offer_id,
    surfaced.cutoff_date,
    surfaced.surfaced_day_count,
    surfaced.last_surfaced_age_days,
    cooldowns.lowest_factor
    + (1 - cooldowns.lowest_factor)
    * {{ share_of('surfaced.last_surfaced_age_days', 'cooldowns.within_days') }}
        as cooldown_factor

from surfaced

inner join cooldowns
    on surfaced.task_id = cooldowns.task_id

where surfaced.surfaced_day_count >= cooldowns.minimum_surfaced_days

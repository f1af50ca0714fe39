-- The days on which somebody decides whom to work: today, and the past ones replayed.
with

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

tasks as (

    select * from {{ ref('tasks') }}

)

select
    cutoff_calendar.task_id,
    cutoff_calendar.cutoff_date,
    cutoff_calendar.cutoff_role = 'score' as is_today,
    case
        when cutoff_calendar.cutoff_role = 'score' then cutoff_calendar.as_of_date
        else cutoff_calendar.cutoff_date
    end as decided_on_date

from cutoff_calendar

inner join tasks
    on
        cutoff_calendar.task_id = tasks.task_id
        and cutoff_calendar.window_months = tasks.horizon_months

where cutoff_calendar.cutoff_role in ('score', 'holdout')

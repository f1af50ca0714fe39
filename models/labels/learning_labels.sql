-- Which outcomes the models of each vintage learn from: those that were over by then.
with

labelled_outcomes as (

    select * from {{ ref('labelled_outcomes') }}

),

vintage_calendar as (

    select * from {{ ref('vintage_calendar') }}

)

select
    labelled_outcomes.entity,
    labelled_outcomes.entity_id,
    labelled_outcomes.offer_id,
    labelled_outcomes.cutoff_date,
    labelled_outcomes.task_id,
    vintage_calendar.vintage_date,
    vintage_calendar.cutoff_role,
    labelled_outcomes.window_periods_used,
    labelled_outcomes.window_end_date,
    labelled_outcomes.label_status,
    labelled_outcomes.outcome

from labelled_outcomes

inner join vintage_calendar
    on
        labelled_outcomes.task_id = vintage_calendar.task_id
        and labelled_outcomes.window_periods_used = vintage_calendar.window_periods
        and labelled_outcomes.cutoff_date = vintage_calendar.cutoff_date

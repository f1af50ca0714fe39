-- Fails for each label whose window ends after the last known day and that says more,
-- for each that could be known and is called censored, and for outcomes of neither.
with

labelled_outcomes as (

    select * from {{ ref('labelled_outcomes') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

)

select
    labelled_outcomes.entity_id,
    labelled_outcomes.offer_id,
    labelled_outcomes.cutoff_date,
    labelled_outcomes.task_id

from labelled_outcomes

inner join cutoff_calendar
    on
        labelled_outcomes.task_id = cutoff_calendar.task_id
        and labelled_outcomes.window_periods_used = cutoff_calendar.window_periods
        and labelled_outcomes.cutoff_date = cutoff_calendar.cutoff_date

where
    (labelled_outcomes.label_status = 'censored')
    <> (cutoff_calendar.window_end_date > cutoff_calendar.score_cutoff_date)
    or (labelled_outcomes.outcome is null)
    <> (labelled_outcomes.label_status <> 'observed')

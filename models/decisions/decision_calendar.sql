-- The days on which somebody decides whom to work: today, and the past ones replayed.
with

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

)

select
    task_id,
    cutoff_date,
    cutoff_role = 'score' as is_today,
    case when cutoff_role = 'score' then as_of_date else cutoff_date end
        as decided_on_date

from cutoff_calendar

where is_decision_cutoff

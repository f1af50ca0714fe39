-- Which customers a pilot keeps aside on each day somebody decides.
with

decision_calendar as (

    select * from {{ ref('decision_calendar') }}

),

pilot_groups as (

    select * from {{ ref('pilot_groups') }}

    where is_control

)

select
    decision_calendar.task_id,
    pilot_groups.customer_id,
    decision_calendar.cutoff_date,
    'control_group' as gate_id

from decision_calendar

inner join pilot_groups
    on
        decision_calendar.task_id = pilot_groups.task_id
        and decision_calendar.decided_on_date
        between pilot_groups.starts_date and pilot_groups.ends_date

-- Two pilots may keep the same customer aside.
group by
    decision_calendar.task_id,
    pilot_groups.customer_id,
    decision_calendar.cutoff_date

-- Fails for each pair of roles where the later lies in the label window of the earlier.
with

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

roles as (

    select
        task_id,
        window_months,
        cutoff_role,
        min(cutoff_date) as first_cutoff_date,
        max(window_end_date) as last_window_end_date

    from cutoff_calendar

    group by
        task_id,
        window_months,
        cutoff_role

)

select
    earlier.task_id,
    earlier.window_months,
    earlier.cutoff_role as earlier_role,
    later.cutoff_role as later_role

from roles as earlier

inner join roles as later
    on
        earlier.task_id = later.task_id
        and earlier.window_months = later.window_months
        and earlier.first_cutoff_date < later.first_cutoff_date

where earlier.last_window_end_date > later.first_cutoff_date

-- Fails for each pair of roles of a vintage where the later lies in the label window
-- of the earlier, and for each learned role whose window ends after the vintage date.
with

cutoff_ladder as (

    select * from {{ ref('cutoff_ladder') }}

),

roles as (

    select
        task_id,
        window_periods,
        vintage_date,
        cutoff_role,
        min(cutoff_date) as first_cutoff_date,
        max({{ periods_after('cutoff_date', 'window_periods', 'period') }})
            as last_window_end_date

    from cutoff_ladder

    group by
        task_id,
        window_periods,
        vintage_date,
        cutoff_role

)

select
    earlier.task_id,
    earlier.window_periods,
    earlier.vintage_date,
    earlier.cutoff_role as earlier_role,
    later.cutoff_role as later_role

from roles as earlier

left join roles as later
    on
        earlier.task_id = later.task_id
        and earlier.window_periods = later.window_periods
        and earlier.vintage_date = later.vintage_date
        and earlier.first_cutoff_date < later.first_cutoff_date

where
    earlier.last_window_end_date > later.first_cutoff_date
    or (
        earlier.cutoff_role in ('train', 'select', 'calibrate')
        and earlier.last_window_end_date > earlier.vintage_date
    )

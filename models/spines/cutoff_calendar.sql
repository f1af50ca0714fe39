-- The days on which we pretend to know nothing later, and what each is used for.
with

cutoff_ladder as (

    select * from {{ ref('cutoff_ladder') }}

),

-- The days of a list: today, and whenever models of the own window were new.
decisions as (

    select
        task_id,
        cutoff_date

    from cutoff_ladder

    where
        is_own_window
        and (
            cutoff_date = vintage_date
            or (is_newest_vintage and cutoff_role = 'score')
        )

    group by
        task_id,
        cutoff_date

),

windows as (

    select * from {{ ref('vintages') }}

    where is_newest_vintage

),

asked as (

    select
        task_id,
        window_periods,
        cutoff_date,
        case when is_newest_vintage then cutoff_role end as cutoff_role

    from cutoff_ladder

    where is_newest_vintage or cutoff_role in ('train', 'select', 'calibrate')

    union all

    select
        decisions.task_id,
        windows.window_periods,
        decisions.cutoff_date,
        cast(null as {{ dbt.type_string() }}) as cutoff_role

    from decisions

    inner join windows
        on decisions.task_id = windows.task_id

),

-- What today's ladder does not use is there for the lists and models of earlier days.
cutoffs as (

    select
        task_id,
        window_periods,
        cutoff_date,
        coalesce(max(cutoff_role), 'replay') as cutoff_role

    from asked

    group by
        task_id,
        window_periods,
        cutoff_date

),

windowed as (

    select
        cutoffs.*,
        windows.period,
        windows.is_own_window,
        windows.score_cutoff_date,
        windows.as_of_date,
        {{ periods_after(
            'cutoffs.cutoff_date', 'cutoffs.window_periods', 'windows.period'
        ) }} as window_end_date

    from cutoffs

    inner join windows
        on
            cutoffs.task_id = windows.task_id
            and cutoffs.window_periods = windows.window_periods

)

select
    windowed.task_id,
    windowed.period,
    windowed.window_periods,
    windowed.cutoff_date,
    windowed.cutoff_role,
    windowed.is_own_window and decisions.task_id is not null as is_decision_cutoff,
    windowed.window_end_date,
    {{ happens_within(
        'windowed.window_end_date',
        'windowed.score_cutoff_date',
        'windowed.window_end_date'
    ) }} as is_censored,
    windowed.score_cutoff_date,
    windowed.as_of_date

from windowed

left join decisions
    on
        windowed.task_id = decisions.task_id
        and windowed.cutoff_date = decisions.cutoff_date

-- Which generations of models there are: today's, and those of some windows ago.
{%- set periods_back = 'cast(steps.generated_number - 1 as bigint)' %}
{%- set held_out = '2 * window_periods + (holdout_count - 1) * step_periods' %}
{%- set span = 'least({0}, 1) * (window_periods + ({0} - 1) * step_periods)' %}

with

tasks as (

    select * from {{ ref('tasks') }}

),

dim_entity_period as (

    select * from {{ ref('dim_entity_period') }}

),

steps as (

    {{ dbt.generate_series(2048) }}

),

data_period as (

    select
        entity,
        min(first_event_date) as first_event_date,
        {{ as_of_date('max(known_at)') }} as as_of_date

    from dim_entity_period

    group by entity

),

-- Whoever there is no data about is not asked about.
latest as (

    select
        tasks.*,
        data_period.as_of_date,
        data_period.first_event_date,
        case
            when tasks.period = 'day' then data_period.as_of_date
            else {{ month_end(day_after('data_period.as_of_date'), -1) }}
        end as score_cutoff_date

    from tasks

    inner join data_period
        on tasks.entity = data_period.entity

),

-- Each task asks within its own window and, where that has too few buyers, a wider one.
windowed as (

    select
        *,
        horizon_periods as window_periods,
        true as is_own_window

    from latest

    union all

    select
        *,
        widened_horizon_periods as window_periods,
        false as is_own_window

    from latest

    where widened_horizon_periods > horizon_periods

),

-- A vintage is the ladder as it stood some windows ago, with the history of then.
vintages as (

    select
        windowed.*,
        {{ periods_back }} * windowed.window_periods as shift_periods,
        {{ periods_between(
            'windowed.first_event_date', 'windowed.score_cutoff_date', 'windowed.period'
        ) }}
        - windowed.minimum_history_periods
        - {{ periods_back }} * windowed.window_periods as usable_periods

    from windowed

    inner join steps
        on {{ periods_back }} <= windowed.replay_count

),

-- A role without cutoffs takes no window away from the ones before it.
ladder as (

    select
        *,
        window_periods + (holdout_count - 1) * step_periods as first_holdout_periods,
        {{ held_out }} as calibrate_periods,
        {{ held_out }} + {{ span.format('calibrate_count') }} as select_periods,
        {{ held_out }} + {{ span.format('calibrate_count') }}
        + {{ span.format('select_count') }} as train_periods

    from vintages

),

-- Where the history is too short for all roles, candidates are not compared.
roles as (

    select
        *,
        train_periods <= usable_periods as has_select,
        case
            when train_periods <= usable_periods then train_periods else select_periods
        end as first_train_periods

    from ladder

)

select
    task_id,
    period,
    window_periods,
    is_own_window,
    {{ periods_after(
        'score_cutoff_date', '-first_holdout_periods - shift_periods', 'period'
    ) }} as vintage_date,
    shift_periods = 0 as is_newest_vintage,
    shift_periods,
    usable_periods,
    calibrate_periods,
    select_periods,
    first_train_periods,
    has_select,
    score_cutoff_date,
    as_of_date

from roles

-- The models of then needed at least a day to learn from.
where shift_periods = 0 or first_train_periods <= usable_periods

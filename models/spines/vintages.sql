-- Which generations of models there are: today's, and those of some windows ago.
{%- set months_back = 'cast(steps.generated_number - 1 as bigint)' %}

with

tasks as (

    select * from {{ ref('tasks') }}

),

fct_transaction as (

    select * from {{ ref('fct_transaction') }}

),

steps as (

    {{ dbt.generate_series(240) }}

),

data_period as (

    select
        min(sold_date) as first_sold_date,
        {{ as_of_date('max(known_at)') }} as as_of_date

    from fct_transaction

),

latest as (

    select
        tasks.*,
        data_period.as_of_date,
        data_period.first_sold_date,
        {{ month_end(day_after('data_period.as_of_date'), -1) }} as score_cutoff_date

    from tasks

    cross join data_period

),

-- Each task asks within its own window and, where that has too few buyers, a wider one.
windowed as (

    select
        *,
        horizon_months as window_months,
        true as is_own_window

    from latest

    union all

    select
        *,
        widened_horizon_months as window_months,
        false as is_own_window

    from latest

    where widened_horizon_months > horizon_months

),

-- A vintage is the ladder as it stood some windows ago, with the history of then.
vintages as (

    select
        windowed.*,
        {{ months_back }} * windowed.window_months as shift_months,
        {{ months_between('windowed.first_sold_date', 'windowed.score_cutoff_date') }}
        - windowed.minimum_history_months
        - {{ months_back }} * windowed.window_months as usable_months

    from windowed

    inner join steps
        on {{ months_back }} <= windowed.replay_count

),

ladder as (

    select
        *,
        window_months + (holdout_count - 1) * step_months as first_holdout_months,
        2 * window_months + (holdout_count - 1) * step_months as calibrate_months,
        3 * window_months + (holdout_count + calibrate_count - 2) * step_months
            as select_months,
        4 * window_months
        + (holdout_count + calibrate_count + select_count - 3) * step_months
            as train_months

    from vintages

),

-- Where the history is too short for all roles, candidates are not compared.
roles as (

    select
        *,
        train_months <= usable_months as has_select,
        case
            when train_months <= usable_months then train_months else select_months
        end as first_train_months

    from ladder

)

select
    task_id,
    window_months,
    is_own_window,
    {{ month_end('score_cutoff_date', '-first_holdout_months - shift_months') }}
        as vintage_date,
    shift_months = 0 as is_newest_vintage,
    shift_months,
    usable_months,
    calibrate_months,
    select_months,
    first_train_months,
    has_select,
    score_cutoff_date,
    as_of_date

from roles

-- The models of then needed at least a day to learn from.
where shift_months = 0 or first_train_months <= usable_months

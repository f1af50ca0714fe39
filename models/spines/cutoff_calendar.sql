-- The days on which we pretend to know nothing later, and what each is used for.
{%- set months_back = 'cast(steps.generated_number - 1 as bigint)' %}

with

tasks as (

    select * from {{ ref('tasks') }}

),

fct_transaction as (

    select * from {{ ref('fct_transaction') }}

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
        horizon_months as window_months

    from latest

    union all

    select
        *,
        widened_horizon_months as window_months

    from latest

    where widened_horizon_months > horizon_months

),

ladder as (

    select
        *,
        {{ months_between('first_sold_date', 'score_cutoff_date') }}
        - minimum_history_months as usable_months,
        window_months as holdout_start,
        2 * window_months + (holdout_count - 1) * step_months as calibrate_start,
        3 * window_months + (holdout_count + calibrate_count - 2) * step_months
            as select_start,
        4 * window_months
        + (holdout_count + calibrate_count + select_count - 3) * step_months
            as train_start

    from windowed

),

-- Where the history is too short for all roles, candidates are not compared.
roles as (

    select
        *,
        train_start <= usable_months as has_select,
        case
            when train_start <= usable_months then train_start else select_start
        end as first_train_month

    from ladder

),

steps as (

    {{ dbt.generate_series(240) }}

),

cutoffs as (

    select
        roles.*,
        {{ months_back }} as months_back,
        case
            when {{ months_back }} = 0 then 'score'
            {%- for role, start, count in [
                ('holdout', 'holdout_start', 'holdout_count'),
                ('calibrate', 'calibrate_start', 'calibrate_count'),
                ('train', 'first_train_month', 'train_count'),
                ('select', 'select_start', 'select_count'),
            ] %}
            when
                {{ months_back }} >= roles.{{ start }}
                and {{ months_back }}
                < roles.{{ start }} + roles.{{ count }} * roles.step_months
                and mod({{ months_back }} - roles.{{ start }}, roles.step_months) = 0
                then '{{ role }}'
            {%- endfor %}
        end as cutoff_role

    from roles

    inner join steps
        on {{ months_back }} = 0 or {{ months_back }} <= roles.usable_months

)

select
    task_id,
    window_months,
    {{ month_end('score_cutoff_date', '-months_back') }} as cutoff_date,
    cutoff_role,
    {{ month_end('score_cutoff_date', 'window_months - months_back') }}
        as window_end_date,
    months_back < window_months as is_censored,
    score_cutoff_date,
    as_of_date

from cutoffs

where
    cutoff_role is not null
    and (cutoff_role <> 'select' or has_select)

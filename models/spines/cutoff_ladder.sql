-- On which days each generation of models learns, compares, calibrates and is judged.
{%- set periods_back = 'cast(steps.generated_number - 1 as bigint)' %}

with

tasks as (

    select * from {{ ref('tasks') }}

),

vintages as (

    select * from {{ ref('vintages') }}

),

steps as (

    {{ dbt.generate_series(2048) }}

),

cutoffs as (

    select
        vintages.*,
        {{ periods_back }} as periods_back,
        case
            when {{ periods_back }} = 0 then 'score'
            {%- for role, start, count in [
                ('holdout', 'vintages.window_periods', 'holdout_count'),
                ('calibrate', 'vintages.calibrate_periods', 'calibrate_count'),
                ('train', 'vintages.first_train_periods', 'train_count'),
                ('select', 'vintages.select_periods', 'select_count'),
            ] %}
            when
                {{ periods_back }} >= {{ start }}
                and {{ periods_back }}
                < {{ start }} + tasks.{{ count }} * tasks.step_periods
                and mod({{ periods_back }} - {{ start }}, tasks.step_periods) = 0
                then '{{ role }}'
            {%- endfor %}
        end as cutoff_role

    from vintages

    inner join tasks
        on vintages.task_id = tasks.task_id

    inner join steps
        on {{ periods_back }} = 0 or {{ periods_back }} <= vintages.usable_periods

)

select
    task_id,
    period,
    window_periods,
    vintage_date,
    {{ periods_after('score_cutoff_date', '-periods_back - shift_periods', 'period') }}
        as cutoff_date,
    cutoff_role,
    is_own_window,
    is_newest_vintage,
    score_cutoff_date,
    as_of_date

from cutoffs

where
    cutoff_role is not null
    and (cutoff_role <> 'select' or has_select)
    -- Only today's ladder is scored at its top.
    and (cutoff_role <> 'score' or is_newest_vintage)

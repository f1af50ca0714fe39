-- On which days each generation of models learns, compares, calibrates and is judged.
{%- set months_back = 'cast(steps.generated_number - 1 as bigint)' %}

with

tasks as (

    select * from {{ ref('tasks') }}

),

vintages as (

    select * from {{ ref('vintages') }}

),

steps as (

    {{ dbt.generate_series(240) }}

),

cutoffs as (

    select
        vintages.*,
        {{ months_back }} as months_back,
        case
            when {{ months_back }} = 0 then 'score'
            {%- for role, start, count in [
                ('holdout', 'vintages.window_months', 'holdout_count'),
                ('calibrate', 'vintages.calibrate_months', 'calibrate_count'),
                ('train', 'vintages.first_train_months', 'train_count'),
                ('select', 'vintages.select_months', 'select_count'),
            ] %}
            when
                {{ months_back }} >= {{ start }}
                and {{ months_back }}
                < {{ start }} + tasks.{{ count }} * tasks.step_months
                and mod({{ months_back }} - {{ start }}, tasks.step_months) = 0
                then '{{ role }}'
            {%- endfor %}
        end as cutoff_role

    from vintages

    inner join tasks
        on vintages.task_id = tasks.task_id

    inner join steps
        on {{ months_back }} = 0 or {{ months_back }} <= vintages.usable_months

)

select
    task_id,
    window_months,
    vintage_date,
    {{ month_end('score_cutoff_date', '-months_back - shift_months') }} as cutoff_date,
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

-- The figures a revenue team reads about the list: one number a row.
with

policies as (

    select * from {{ ref('policies') }}

    where policy_role = 'active'

),

decision_calendar as (

    select * from {{ ref('decision_calendar') }}

    where is_today

),

expected_captures as (

    select * from {{ ref('expected_captures') }}

),

policy_backtest as (

    select * from {{ ref('policy_backtest') }}

    where variant_role in ('active', 'challenger') and pair_group = 'all'

),

whitespace_thresholds as (

    select * from {{ ref('whitespace_thresholds') }}

),

effective_weights as (

    select * from {{ ref('effective_weights') }}

    where is_today

),

list_stability as (

    select * from {{ ref('list_stability') }}

),

figures as (

    select
        task_id,
        policy_id,
        'capture_expected_at_k' as metric,
        'all' as capacity_id,
        'all' as division,
        k_percent,
        expected_capture_share as value

    from expected_captures

    union all

    select
        task_id,
        policy_id,
        'capture_realised_at_k' as metric,
        'all' as capacity_id,
        'all' as division,
        k_percent,
        capture_realised_at_k as value

    from policy_backtest

    union all

    select
        slices.task_id,
        slices.policy_id,
        'division_share' as metric,
        slices.capacity_id,
        slices.division,
        100 as k_percent,
        {{ share_of('slices.count', 'wholes.count') }} as value

    from whitespace_thresholds as slices

    inner join whitespace_thresholds as wholes
        on
            slices.task_id = wholes.task_id
            and slices.policy_id = wholes.policy_id
            and slices.capacity_id = wholes.capacity_id
            and slices.division <> 'all'
            and wholes.division = 'all'

    {%- for metric, column in [
        ('coverage', 'coverage_share'), ('effective_weight', 'effective_weight')
    ] %}

    union all

    select
        task_id,
        policy_id,
        '{{ metric }}_' || signal as metric,
        'all' as capacity_id,
        'all' as division,
        100 as k_percent,
        {{ column }} as value

    from effective_weights
    {%- endfor %}

    union all

    select
        list_stability.task_id,
        policies.policy_id,
        'jaccard_with_last_list' as metric,
        'all' as capacity_id,
        'all' as division,
        100 as k_percent,
        list_stability.jaccard_share as value

    from list_stability

    inner join policies
        on list_stability.task_id = policies.task_id

)

select
    figures.task_id,
    decision_calendar.cutoff_date,
    figures.policy_id,
    figures.metric,
    figures.capacity_id,
    figures.division,
    figures.k_percent,
    figures.value

from figures

inner join decision_calendar
    on figures.task_id = decision_calendar.task_id

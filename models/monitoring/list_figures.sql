-- The figures of today's list that have a limit.
with

policies as (

    select * from {{ ref('policies') }}

    where policy_role = 'active'

),

capacities as (

    select * from {{ ref('capacities') }}

),

whitespace_metrics as (

    select * from {{ ref('whitespace_metrics') }}

),

gate_funnel as (

    select * from {{ ref('gate_funnel') }}

),

divisions as (

    select
        task_id,
        division,
        max(pair_count) as pair_count,
        min(remaining_count) as remaining_count,
        count(*) over (partition by task_id) as division_count

    from gate_funnel

    group by
        task_id,
        division

),

figures as (

    select
        whitespace_metrics.task_id,
        'division_concentration' as alert_id,
        whitespace_metrics.division as subject,
        whitespace_metrics.value as alert_value

    from whitespace_metrics

    inner join policies
        on whitespace_metrics.policy_id = policies.policy_id

    inner join capacities
        on
            whitespace_metrics.capacity_id = capacities.capacity_id
            and capacities.is_active

    inner join divisions
        on
            whitespace_metrics.task_id = divisions.task_id
            and whitespace_metrics.division = divisions.division

    -- Who offers one thing only has nothing to spread.
    where
        whitespace_metrics.metric = 'division_share'
        and divisions.division_count > 1

    union all

    select
        whitespace_metrics.task_id,
        'list_stability' as alert_id,
        whitespace_metrics.policy_id as subject,
        whitespace_metrics.value as alert_value

    from whitespace_metrics

    where whitespace_metrics.metric = 'jaccard_with_last_list'

    union all

    select
        whitespace_metrics.task_id,
        'signal_coverage' as alert_id,
        replace(whitespace_metrics.metric, 'coverage_', '') as subject,
        whitespace_metrics.value as alert_value

    from whitespace_metrics

    inner join policies
        on whitespace_metrics.policy_id = policies.policy_id

    where whitespace_metrics.metric like 'coverage_%'

    union all

    select
        task_id,
        'gate_removes_all' as alert_id,
        gate_id || ' in ' || division as subject,
        {{ share_of('shut_count', 'pair_count') }} as alert_value

    from gate_funnel

    union all

    -- Gates that are harmless alone may leave nobody together.
    select
        task_id,
        'gate_removes_all' as alert_id,
        'all gates in ' || division as subject,
        {{ share_of('pair_count - remaining_count', 'pair_count') }} as alert_value

    from divisions

)

select
    task_id,
    alert_id,
    subject,
    alert_value

from figures

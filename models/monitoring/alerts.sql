-- Which figures of today's list are outside their limits, and what to do about it.
with

alert_limits as (

    select * from {{ ref('alert_limits') }}

),

policies as (

    select * from {{ ref('policies') }}

    where policy_role = 'active'

),

capacities as (

    select * from {{ ref('capacities') }}

    where is_active

),

whitespace_metrics as (

    select * from {{ ref('whitespace_metrics') }}

),

gate_funnel as (

    select * from {{ ref('gate_funnel') }}

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
        on whitespace_metrics.capacity_id = capacities.capacity_id

    where whitespace_metrics.metric = 'division_share'

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

)

select
    figures.task_id,
    figures.alert_id,
    figures.subject,
    figures.alert_value,
    alert_limits.limit_kind,
    alert_limits.limit_value,
    alert_limits.meaning

from figures

inner join alert_limits
    on figures.alert_id = alert_limits.alert_id

where
    (
        alert_limits.limit_kind = 'highest'
        and figures.alert_value > alert_limits.limit_value
    )
    or (
        alert_limits.limit_kind = 'lowest'
        and figures.alert_value < alert_limits.limit_value
    )

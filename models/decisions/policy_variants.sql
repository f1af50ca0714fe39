-- The policies, and each of them without one of its weights or one of the gates.
with

policies as (

    select * from {{ ref('policies') }}

),

policy_weights as (

    select * from {{ ref('policy_weights') }}

),

gates as (

    select * from {{ ref('gates') }}

    where is_active

),

variants as (

    select
        policy_id as variant_id,
        policy_id,
        policy_role as variant_role,
        cast(null as {{ dbt.type_string() }}) as ablated_signal,
        cast(null as {{ dbt.type_string() }}) as ignored_gate_id

    from policies

    union all

    select
        policies.policy_id || '_without_' || policy_weights.signal as variant_id,
        policies.policy_id,
        'weight_ablation' as variant_role,
        policy_weights.signal as ablated_signal,
        cast(null as {{ dbt.type_string() }}) as ignored_gate_id

    from policies

    inner join policy_weights
        on policies.policy_id = policy_weights.policy_id

    where
        policies.policy_role in ('active', 'challenger')
        and policy_weights.weight > 0

    union all

    select
        policies.policy_id || '_without_gate_' || gates.gate_id as variant_id,
        policies.policy_id,
        'gate_ablation' as variant_role,
        cast(null as {{ dbt.type_string() }}) as ablated_signal,
        gates.gate_id as ignored_gate_id

    from policies

    cross join gates

    where policies.policy_role = 'active'

)

select
    policies.task_id,
    variants.variant_id,
    variants.policy_id,
    variants.variant_role,
    variants.variant_role not in ('active', 'challenger') as is_for_backtest_alone,
    variants.ablated_signal,
    variants.ignored_gate_id,
    policies.blend,
    policies.normalisation,
    policies.minimum_coverage_share

from variants

inner join policies
    on variants.policy_id = policies.policy_id

-- Everybody in the order of each policy, who is held back, and who fits the capacity.
with

signals as (

    select * from {{ ref('signals') }}

),

gate_results as (

    select * from {{ ref('gate_results') }}

),

policies as (

    select * from {{ ref('policies') }}

),

policy_weights as (

    select * from {{ ref('policy_weights') }}

),

weights as (

    select
        policies.policy_id,
        policies.task_id,
        policies.blend,
        policies.is_active,
        policies.capacity_share,
        {{ weight_of('probability') }} as probability_weight,
        {{ weight_of('affinity') }} as affinity_weight,
        {{ weight_of('similarity') }} as similarity_weight,
        {{ weight_of('expected_value') }} as expected_value_weight

    from policies

    inner join policy_weights
        on policies.policy_id = policy_weights.policy_id

    group by
        policies.policy_id,
        policies.task_id,
        policies.blend,
        policies.is_active,
        policies.capacity_share

),

objections as (

    select
        task_id,
        entity_id,
        offer_id,
        min(gate_id) as gate_id

    from gate_results

    group by
        task_id,
        entity_id,
        offer_id

),

scored as (

    select
        weights.policy_id,
        weights.is_active as is_active_policy,
        weights.capacity_share,
        signals.task_id,
        signals.entity_id,
        signals.offer_id,
        signals.cutoff_date,
        signals.probability,
        objections.gate_id,
        {{ rounded(blended_score(), 9) }} as score

    from signals

    inner join weights
        on signals.task_id = weights.task_id

    left join objections
        on
            signals.task_id = objections.task_id
            and signals.entity_id = objections.entity_id
            and signals.offer_id = objections.offer_id

),

ranked as (

    select
        *,
        cast(
            row_number() over (
                partition by policy_id, gate_id is null
                order by score desc, probability desc, entity_id, offer_id
            ) as bigint
        ) as list_rank,
        count(*) over (partition by policy_id, gate_id is null) as list_size

    from scored

)

select
    policy_id,
    is_active_policy,
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    score,
    gate_id,
    case when gate_id is null then list_rank end as list_rank,
    gate_id is null
    and list_rank <= {{ rows_in_share('list_size', 'capacity_share') }} as is_selected

from ranked

-- Every opportunity in the order of each policy, with its tier.
with

weighed_opportunities as (

    select * from {{ ref('weighed_opportunities') }}

),

priority_tiers as (

    select * from {{ ref('priority_tiers') }}

),

tiered as (

    select
        weighed_opportunities.policy_id,
        weighed_opportunities.entity_id,
        weighed_opportunities.offer_id,
        weighed_opportunities.cutoff_date,
        min(priority_tiers.tier) as tier

    from weighed_opportunities

    inner join priority_tiers
        on
            weighed_opportunities.policy_id = priority_tiers.policy_id
            and (
                priority_tiers.minimum_value_usd is null
                or weighed_opportunities.value_cents
                >= priority_tiers.minimum_value_usd * 100
            )
            and weighed_opportunities.hybrid_probability
            >= priority_tiers.minimum_probability

    where weighed_opportunities.gate_id is null

    group by
        weighed_opportunities.policy_id,
        weighed_opportunities.entity_id,
        weighed_opportunities.offer_id,
        weighed_opportunities.cutoff_date

),

valued as (

    select
        weighed_opportunities.*,
        tiered.tier,
        cast(
            round(
                weighed_opportunities.hybrid_probability
                * weighed_opportunities.value_cents
            ) as bigint
        ) as expected_value_cents,
        -- Nothing is what a loss counts as, not what an unknown value does.
        case
            when weighed_opportunities.value_cents is not null
                then
                    weighed_opportunities.hybrid_probability
                    * greatest(weighed_opportunities.value_cents, 0) / 100
        end as priority_score

    from weighed_opportunities

    left join tiered
        on
            weighed_opportunities.policy_id = tiered.policy_id
            and weighed_opportunities.entity_id = tiered.entity_id
            and weighed_opportunities.offer_id = tiered.offer_id
            and weighed_opportunities.cutoff_date = tiered.cutoff_date

),

ranked as (

    select
        *,
        cast(
            row_number() over (
                partition by policy_id, cutoff_date, gate_id is null
                order by
                    priority_score desc nulls last,
                    hybrid_probability desc,
                    entity_id,
                    offer_id
            ) as bigint
        ) as priority_rank

    from valued

)

select
    policy_id,
    policy_role,
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    is_today,
    account_id,
    rung,
    ml_probability,
    ml_probability_lower,
    ml_probability_upper,
    confidence,
    heuristic_probability,
    model_weight,
    hybrid_probability,
    value_cents,
    expected_value_cents,
    bucket,
    priority_score,
    gate_id,
    coalesce(gate_reason, value_reason) as reason,
    tier,
    tier is not null as is_recommended,
    -- What belongs to an account has a place among its own only.
    case when gate_id is null and account_id = 'all' then priority_rank end
        as priority_rank,
    case
        when gate_id is null
            then
                cast(
                    row_number() over (
                        partition by
                            policy_id, cutoff_date, account_id, gate_id is null
                        order by priority_rank
                    ) as bigint
                )
    end as account_rank

from ranked

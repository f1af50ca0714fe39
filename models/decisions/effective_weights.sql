-- How much each signal counts in each policy: less where few pairs have it.
with

policy_variants as (

    select * from {{ ref('policy_variants') }}

),

policy_weights as (

    select * from {{ ref('policy_weights') }}

),

signals as (

    select * from {{ ref('signals') }}

),

known as (

    select
        task_id,
        cutoff_date,
        is_today,
        count(*) as pair_count,
        count(case when is_affinity_known then 1 end) as affinity_count,
        count(case when is_similarity_known then 1 end) as similarity_count,
        count(case when is_value_known then 1 end) as value_count

    from signals

    group by
        task_id,
        cutoff_date,
        is_today

),

weighed as (

    select
        policy_variants.task_id,
        policy_variants.variant_id,
        policy_variants.policy_id,
        policy_variants.variant_role,
        known.is_today,
        policy_variants.minimum_coverage_share,
        known.cutoff_date,
        policy_weights.signal,
        case
            when policy_weights.signal = policy_variants.ablated_signal then 0
            else policy_weights.weight
        end as weight,
        {{ share_of(
            "case policy_weights.signal"
            ~ " when 'affinity' then known.affinity_count"
            ~ " when 'similarity' then known.similarity_count"
            ~ " when 'expected_value' then known.value_count"
            ~ " else known.pair_count end",
            'known.pair_count'
        ) }} as coverage_share

    from policy_variants

    inner join policy_weights
        on policy_variants.policy_id = policy_weights.policy_id

    -- Baselines and ablations are for the backtest alone.
    inner join known
        on
            policy_variants.task_id = known.task_id
            and not (policy_variants.is_for_backtest_alone and known.is_today)

),

damped as (

    select
        *,
        -- Rounded as the sum of them is, so that a single one is the whole of it.
        {{ rounded('weight * least(coverage_share / minimum_coverage_share, 1)', 9) }}
            as damped_weight

    from weighed

),

summed as (

    select
        task_id,
        variant_id,
        cutoff_date,
        {{ exact_sum('damped_weight') }} as damped_sum

    from damped

    group by
        task_id,
        variant_id,
        cutoff_date

)

select
    damped.task_id,
    damped.variant_id,
    damped.policy_id,
    damped.variant_role,
    damped.cutoff_date,
    damped.is_today,
    damped.signal,
    cast(damped.weight as double) as weight,
    damped.coverage_share,
    case
        when summed.damped_sum > 0 then damped.damped_weight / summed.damped_sum
        -- Where nothing a policy weighs is known, the probability speaks.
        when damped.signal = 'probability' then cast(1 as double)
        else cast(0 as double)
    end as effective_weight

from damped

inner join summed
    on
        damped.task_id = summed.task_id
        and damped.variant_id = summed.variant_id
        and damped.cutoff_date = summed.cutoff_date

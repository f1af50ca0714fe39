-- What each policy makes of each pair, and which gate holds the pair back.
{%- set signals = ['probability', 'affinity', 'similarity', 'expected_value'] %}

with

signals as (

    select * from {{ ref('signals') }}

),

policy_variants as (

    select * from {{ ref('policy_variants') }}

),

effective_weights as (

    select * from {{ ref('effective_weights') }}

),

rules_of_thumb as (

    select * from {{ ref('rules_of_thumb') }}

),

gate_results as (

    select * from {{ ref('gate_results') }}

),

cooled_down_pairs as (

    select * from {{ ref('cooled_down_pairs') }}

),

weights as (

    select
        task_id,
        variant_id,
        {%- for signal in signals %}
        max(case when signal = '{{ signal }}' then effective_weight end)
            as {{ signal }}_weight,
        {%- endfor %}
        cutoff_date

    from effective_weights

    group by
        task_id,
        variant_id,
        cutoff_date

)

select
    policy_variants.policy_id,
    policy_variants.variant_id,
    policy_variants.variant_role,
    signals.task_id,
    signals.entity_id,
    signals.offer_id,
    signals.cutoff_date,
    signals.is_today,
    signals.has_bought,
    {{ rounded(
        blended_score() ~ ' * coalesce(cooled_down_pairs.cooldown_factor, 1)', 9
    ) }} as score,
    -- A rule of thumb must not borrow the model's order where it sees none.
    case
        when policy_variants.variant_role = 'baseline' then cast(0 as double)
        else signals.probability
    end as tie_breaker_score,
    case
        when objections.gate_id = policy_variants.ignored_gate_id
            then objections.next_gate_id
        else objections.gate_id
    end as gate_id

from signals

-- Baselines and ablations are for the backtest alone.
inner join policy_variants
    on
        signals.task_id = policy_variants.task_id
        and not (policy_variants.is_for_backtest_alone and signals.is_today)

inner join rules_of_thumb
    on
        signals.task_id = rules_of_thumb.task_id
        and signals.entity_id = rules_of_thumb.entity_id
        and signals.offer_id = rules_of_thumb.offer_id
        and signals.cutoff_date = rules_of_thumb.cutoff_date

left join weights
    on
        policy_variants.task_id = weights.task_id
        and policy_variants.variant_id = weights.variant_id
        and signals.cutoff_date = weights.cutoff_date

left join gate_results as objections
    on
        signals.task_id = objections.task_id
        and signals.entity_id = objections.entity_id
        and signals.offer_id = objections.offer_id
        and signals.cutoff_date = objections.cutoff_date
        and objections.objection_order = 1

-- A rule of thumb knows no cooldown; its scores may be negative, a factor raises those.
left join cooled_down_pairs
    on
        signals.task_id = cooled_down_pairs.task_id
        and signals.entity_id = cooled_down_pairs.customer_id
        and signals.offer_id = cooled_down_pairs.offer_id
        and signals.cutoff_date = cooled_down_pairs.cutoff_date
        and policy_variants.variant_role <> 'baseline'

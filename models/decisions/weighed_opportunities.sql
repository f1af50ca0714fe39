-- How likely and how much worth each opportunity is to each policy.
with

predictions as (

    select * from {{ ref('predictions') }}

),

rule_scores as (

    select * from {{ ref('rule_scores') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

    where cutoff_role in ('holdout', 'score')

),

priority_policies as (

    select * from {{ ref('priority_policies') }}

),

opportunity_values as (

    select * from {{ ref('opportunity_values') }}

),

opportunity_gates as (

    select * from {{ ref('opportunity_gates') }}

    where objection_order = 1

),

tasks as (

    select * from {{ ref('tasks') }}

),

cutoffs as (

    select
        task_id,
        cutoff_date,
        max(cutoff_role) = 'score' as is_today

    from cutoff_calendar

    group by
        task_id,
        cutoff_date

),

-- The rules speak as loud as the policy says beside a model, and alone without one.
weighed as (

    select
        priority_policies.*,
        cutoffs.is_today,
        -- A lead whose account is not on file is shown to none.
        case tasks.entity when 'property' then 'all' else 'unknown' end as nobody_id,
        predictions.entity_id,
        predictions.offer_id,
        predictions.cutoff_date,
        predictions.rung,
        predictions.probability,
        predictions.probability_lower,
        predictions.probability_upper,
        predictions.confidence,
        rule_scores.heuristic_probability,
        case
            when rule_scores.heuristic_probability is null then cast(1 as double)
            when {{ a_model_spoke('predictions.rung') }}
                then priority_policies.model_weight
            else cast(0 as double)
        end as used_model_weight

    from predictions

    inner join cutoffs
        on
            predictions.task_id = cutoffs.task_id
            and predictions.cutoff_date = cutoffs.cutoff_date

    inner join priority_policies
        on predictions.task_id = priority_policies.task_id

    inner join tasks
        on predictions.task_id = tasks.task_id

    left join rule_scores
        on {{ same_question('predictions', 'rule_scores') }}

)

select
    weighed.policy_id,
    weighed.policy_role,
    weighed.task_id,
    weighed.entity_id,
    weighed.offer_id,
    weighed.cutoff_date,
    weighed.is_today,
    coalesce(opportunity_values.account_id, weighed.nobody_id) as account_id,
    weighed.rung,
    case
        when {{ a_model_spoke('weighed.rung') }} then weighed.probability
    end as ml_probability,
    weighed.probability_lower as ml_probability_lower,
    weighed.probability_upper as ml_probability_upper,
    weighed.confidence,
    weighed.heuristic_probability,
    weighed.used_model_weight as model_weight,
    weighed.used_model_weight * weighed.probability
    + (1 - weighed.used_model_weight)
    * coalesce(weighed.heuristic_probability, 0) as hybrid_probability,
    case weighed.value_used
        when 'conservative' then opportunity_values.conservative_value_cents
        when 'optimistic' then opportunity_values.optimistic_value_cents
    end as value_cents,
    opportunity_values.bucket,
    case when weighed.applies_gates then opportunity_gates.gate_id end as gate_id,
    case when weighed.applies_gates then opportunity_gates.reason end as gate_reason,
    opportunity_values.reason as value_reason

from weighed

left join opportunity_values
    on {{ same_question('weighed', 'opportunity_values') }}

left join opportunity_gates
    on {{ same_question('weighed', 'opportunity_gates') }}

-- A past day is looked back on where its opportunities have a value.
where weighed.is_today or opportunity_values.entity_id is not null

-- What was said about the newest labelled cutoffs, and what then happened.
with

predictions as (

    select * from {{ ref('predictions') }}

),

labelled_outcomes as (

    select * from {{ ref('labelled_outcomes') }}

),

rule_scores as (

    select * from {{ ref('rule_scores') }}

),

rules_of_thumb as (

    select * from {{ ref('rules_of_thumb') }}

)

select
    predictions.task_id,
    predictions.entity_id,
    predictions.offer_id,
    predictions.cutoff_date,
    predictions.probability,
    predictions.rung,
    labelled_outcomes.outcome,
    labelled_outcomes.realised_gross_profit_cents,
    rules_of_thumb.recency_score,
    rules_of_thumb.frequency_score,
    rule_scores.heuristic_probability,
    cast(
        ntile(10) over (
            partition by predictions.task_id, predictions.offer_id
            order by
                predictions.probability desc,
                predictions.entity_id,
                predictions.cutoff_date
        ) as bigint
    ) as decile

from predictions

inner join labelled_outcomes
    on
        predictions.task_id = labelled_outcomes.task_id
        and predictions.entity_id = labelled_outcomes.entity_id
        and predictions.offer_id = labelled_outcomes.offer_id
        and predictions.cutoff_date = labelled_outcomes.cutoff_date

left join rules_of_thumb
    on
        predictions.task_id = rules_of_thumb.task_id
        and predictions.entity_id = rules_of_thumb.entity_id
        and predictions.offer_id = rules_of_thumb.offer_id
        and predictions.cutoff_date = rules_of_thumb.cutoff_date

left join rule_scores
    on
        predictions.task_id = rule_scores.task_id
        and predictions.entity_id = rule_scores.entity_id
        and predictions.offer_id = rule_scores.offer_id
        and predictions.cutoff_date = rule_scores.cutoff_date

where
    labelled_outcomes.cutoff_role = 'holdout'
    and labelled_outcomes.label_status = 'observed'

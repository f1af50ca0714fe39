-- How likely each outcome is for each entity and offer, and what said so.
with

scored as (
    {{ of_every_entity('score_') }}
),

rule_scores as (

    select * from {{ ref('rule_scores') }}

),

champions as (

    select * from {{ ref('champions') }}

),

-- The rules speak where no model does, also where no outcome was ever observed.
spoken as (

    select
        scored.task_id,
        scored.entity_id,
        scored.offer_id,
        cast(scored.cutoff_date as date) as cutoff_date,
        scored.probability,
        scored.uncalibrated_probability,
        scored.probability_lower,
        scored.probability_upper,
        scored.confidence,
        scored.rung,
        scored.model_id,
        scored.reason,
        rule_scores.heuristic_probability

    from scored

    left join rule_scores
        on
            scored.task_id = rule_scores.task_id
            and scored.entity_id = rule_scores.entity_id
            and scored.offer_id = rule_scores.offer_id
            and cast(scored.cutoff_date as date) = rule_scores.cutoff_date
            and scored.rung = 'prior'

    union all

    select
        rule_scores.task_id,
        rule_scores.entity_id,
        rule_scores.offer_id,
        rule_scores.cutoff_date,
        rule_scores.heuristic_probability as probability,
        rule_scores.heuristic_probability as uncalibrated_probability,
        cast(null as double) as probability_lower,
        cast(null as double) as probability_upper,
        'none' as confidence,
        'rules' as rung,
        champions.model_id,
        champions.reason,
        rule_scores.heuristic_probability

    from rule_scores

    inner join champions
        on
            rule_scores.task_id = champions.task_id
            and rule_scores.offer_id = champions.offer_id

    where champions.scores_from_date is null

)

select
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    case
        when rung = 'prior' then coalesce(heuristic_probability, probability)
        else probability
    end as probability,
    case
        when rung = 'prior'
            then coalesce(heuristic_probability, uncalibrated_probability)
        else uncalibrated_probability
    end as uncalibrated_probability,
    probability_lower,
    probability_upper,
    confidence,
    case
        when rung = 'prior' and heuristic_probability is not null then 'rules'
        else rung
    end as rung,
    model_id,
    case
        when heuristic_probability is not null
            then
                'The rules of the scorecard, because no model was trained: '
                || replace(
                    reason,
                    'The observed rate of the offer, because no model was trained: ',
                    ''
                )
        else reason
    end as reason

from spoken

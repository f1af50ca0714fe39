-- Fails for each question with a model or rules too few of whose open parcels or leads
-- have a score.
with

lead_scores as (

    select * from {{ ref('lead_scores') }}

),

labelled_outcomes as (

    select * from {{ ref('labelled_outcomes') }}

    where cutoff_role = 'score' and entity <> 'customer'

),

champions as (

    select * from {{ ref('champions') }}

    where scores_from_date is not null

),

scorecard as (

    select * from {{ ref('scorecard') }}

),

assumptions as (

    select {{ assumed('minimum_score_share') }} as minimum_score_share

    from {{ ref('profit_assumptions') }}

),

speakers as (

    select task_id

    from champions

    union

    select task_id

    from scorecard

),

asked as (

    select
        labelled_outcomes.task_id,
        count(*) as asked_count,
        count(lead_scores.hybrid_probability) as scored_count

    from labelled_outcomes

    inner join speakers
        on labelled_outcomes.task_id = speakers.task_id

    left join lead_scores
        on
            labelled_outcomes.task_id = lead_scores.task_id
            and labelled_outcomes.entity_id = lead_scores.entity_id
            and labelled_outcomes.cutoff_date = lead_scores.cutoff_date

    group by labelled_outcomes.task_id

)

select
    asked.task_id,
    asked.asked_count,
    asked.scored_count

from asked

cross join assumptions

where asked.scored_count < asked.asked_count * assumptions.minimum_score_share

-- Fails for each probability of a cutoff before the first that its model may score.
with

predictions as (

    select * from {{ ref('predictions') }}

),

champions as (

    select * from {{ ref('champions') }}

)

select
    predictions.task_id,
    predictions.entity_id,
    predictions.offer_id,
    predictions.cutoff_date

from predictions

left join champions
    on
        predictions.task_id = champions.task_id
        and predictions.offer_id = champions.offer_id

where
    champions.model_id is null
    or predictions.model_id <> champions.model_id
    or predictions.cutoff_date < champions.scores_from_date
    or predictions.cutoff_date <= champions.last_learned_cutoff_date

-- Fails for each probability that is not the word of the newest model of its offer
-- whose label windows were all over by the cutoff.
with

predictions as (

    select * from {{ ref('predictions') }}

    -- Where no outcome was ever observed there is no such model.
    where rung <> 'rules'

),

model_vintages as (

    select * from {{ ref('model_vintages') }}

),

newest as (

    select
        predictions.task_id,
        predictions.entity_id,
        predictions.offer_id,
        predictions.cutoff_date,
        predictions.model_id,
        max(model_vintages.scores_from_date) as scores_from_date

    from predictions

    left join model_vintages
        on
            predictions.task_id = model_vintages.task_id
            and predictions.offer_id = model_vintages.offer_id
            and predictions.cutoff_date >= model_vintages.scores_from_date

    group by
        predictions.task_id,
        predictions.entity_id,
        predictions.offer_id,
        predictions.cutoff_date,
        predictions.model_id

)

select
    newest.task_id,
    newest.entity_id,
    newest.offer_id,
    newest.cutoff_date

from newest

left join model_vintages
    on
        newest.task_id = model_vintages.task_id
        and newest.offer_id = model_vintages.offer_id
        and newest.scores_from_date = model_vintages.scores_from_date

where
    model_vintages.model_id is null
    or newest.model_id <> model_vintages.model_id
    or newest.cutoff_date <= model_vintages.last_learned_cutoff_date

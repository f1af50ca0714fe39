-- Fails for each pair that is asked about today and gets no probability, though
-- something is known about what became of earlier ones.
with

labelled_outcomes as (

    select * from {{ ref('labelled_outcomes') }}

),

champions as (

    select * from {{ ref('champions') }}

    where scores_from_date is not null

),

predictions as (

    select * from {{ ref('predictions') }}

)

select
    labelled_outcomes.task_id,
    labelled_outcomes.entity_id,
    labelled_outcomes.offer_id,
    labelled_outcomes.cutoff_date

from labelled_outcomes

inner join champions
    on
        labelled_outcomes.task_id = champions.task_id
        and labelled_outcomes.offer_id = champions.offer_id

left join predictions
    on
        labelled_outcomes.task_id = predictions.task_id
        and labelled_outcomes.entity_id = predictions.entity_id
        and labelled_outcomes.offer_id = predictions.offer_id
        and labelled_outcomes.cutoff_date = predictions.cutoff_date

where
    labelled_outcomes.cutoff_role = 'score'
    and predictions.entity_id is null

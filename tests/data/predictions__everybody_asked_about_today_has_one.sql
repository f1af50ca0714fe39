-- Fails for each pair that is asked about today and gets no probability, though
-- a model, the mean of earlier ones or rules could speak.
with

labelled_outcomes as (

    select * from {{ ref('labelled_outcomes') }}

),

champions as (

    select * from {{ ref('champions') }}

    where scores_from_date is not null

),

-- Rules speak also where nothing is known about what became of earlier ones.
scorecard_tasks as (

    select task_id

    from {{ ref('scorecard') }}

    group by task_id

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

left join champions
    on
        labelled_outcomes.task_id = champions.task_id
        and labelled_outcomes.offer_id = champions.offer_id

left join scorecard_tasks
    on labelled_outcomes.task_id = scorecard_tasks.task_id

left join predictions
    on
        labelled_outcomes.task_id = predictions.task_id
        and labelled_outcomes.entity_id = predictions.entity_id
        and labelled_outcomes.offer_id = predictions.offer_id
        and labelled_outcomes.cutoff_date = predictions.cutoff_date

where
    labelled_outcomes.cutoff_role = 'score'
    and (champions.task_id is not null or scorecard_tasks.task_id is not null)
    and predictions.entity_id is null

-- Fails for each pair that is asked about today and gets no probability, though
-- something is known about what became of earlier ones.
with

labels_customer as (

    select * from {{ ref('labels_customer') }}

),

champions as (

    select * from {{ ref('champions') }}

    where scores_from_date is not null

),

predictions as (

    select * from {{ ref('predictions') }}

)

select
    labels_customer.task_id,
    labels_customer.entity_id,
    labels_customer.offer_id,
    labels_customer.cutoff_date

from labels_customer

inner join champions
    on
        labels_customer.task_id = champions.task_id
        and labels_customer.offer_id = champions.offer_id

left join predictions
    on
        labels_customer.task_id = predictions.task_id
        and labels_customer.entity_id = predictions.entity_id
        and labels_customer.offer_id = predictions.offer_id
        and labels_customer.cutoff_date = predictions.cutoff_date

where
    labels_customer.cutoff_role = 'score'
    and predictions.entity_id is null

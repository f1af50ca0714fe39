-- Fails for each pair that is asked about today and gets no probability.
with

labels_customer as (

    select * from {{ ref('labels_customer') }}

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

left join predictions
    on
        labels_customer.task_id = predictions.task_id
        and labels_customer.entity_id = predictions.entity_id
        and labels_customer.offer_id = predictions.offer_id
        and labels_customer.cutoff_date = predictions.cutoff_date

where
    labels_customer.cutoff_role = 'score'
    and predictions.entity_id is null

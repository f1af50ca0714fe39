-- What was said about the newest labelled cutoffs, and what then happened.
with

predictions as (

    select * from {{ ref('predictions') }}

),

labels_customer as (

    select * from {{ ref('labels_customer') }}

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
    labels_customer.outcome,
    labels_customer.realised_gross_profit_cents,
    rules_of_thumb.recency_score,
    rules_of_thumb.frequency_score,
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

inner join labels_customer
    on
        predictions.task_id = labels_customer.task_id
        and predictions.entity_id = labels_customer.entity_id
        and predictions.offer_id = labels_customer.offer_id
        and predictions.cutoff_date = labels_customer.cutoff_date

inner join rules_of_thumb
    on
        predictions.task_id = rules_of_thumb.task_id
        and predictions.entity_id = rules_of_thumb.entity_id
        and predictions.offer_id = rules_of_thumb.offer_id
        and predictions.cutoff_date = rules_of_thumb.cutoff_date

where
    labels_customer.cutoff_role = 'holdout'
    and labels_customer.label_status = 'observed'

-- What was said about the newest labelled cutoffs, and what then happened.
with

predictions as (

    select * from {{ ref('predictions') }}

),

labels_customer as (

    select * from {{ ref('labels_customer') }}

),

features_customer as (

    select * from {{ ref('features_customer') }}

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
    labels_customer.is_expansion,
    -- Rules of thumb to beat; the customer's total breaks ties in the offer.
    cast(
        -coalesce(features_customer.last_order_age_days_24m, 99999) * 100000
        - coalesce(features_customer.customer_last_order_age_days_24m, 99999) as double
    ) as recency_score,
    cast(
        features_customer.order_count_24m * 100000
        + features_customer.customer_order_count_24m as double
    ) as frequency_score,
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

inner join features_customer
    on
        predictions.entity_id = features_customer.entity_id
        and predictions.offer_id = features_customer.offer_id
        and predictions.cutoff_date = features_customer.cutoff_date

where
    labels_customer.cutoff_role = 'holdout'
    and labels_customer.label_status = 'observed'

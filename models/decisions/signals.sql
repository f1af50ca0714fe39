-- The four things a list can be ordered by, for everybody who is asked about today.
with

predictions as (

    select * from {{ ref('predictions') }}

),

labels_customer as (

    select * from {{ ref('labels_customer') }}

),

features_customer as (

    select * from {{ ref('features_customer') }}

),

expected_values as (

    select * from {{ ref('expected_values') }}

),

raw_signals as (

    select
        predictions.task_id,
        predictions.entity_id,
        predictions.offer_id,
        predictions.cutoff_date,
        predictions.rung,
        predictions.model_id,
        labels_customer.window_months_used,
        labels_customer.is_renewal_like as has_bought,
        predictions.probability,
        features_customer.affinity_max_lift_12m as affinity,
        features_customer.peer_buyer_share_12m as similarity,
        coalesce(expected_values.value_if_won_cents, 0) as value_if_won_cents,
        cast(
            round(
                predictions.probability * expected_values.value_if_won_cents
                + (1 - predictions.probability) * expected_values.value_otherwise_cents,
                0
            ) as bigint
        ) as expected_value_cents

    from predictions

    inner join labels_customer
        on
            predictions.task_id = labels_customer.task_id
            and predictions.entity_id = labels_customer.entity_id
            and predictions.offer_id = labels_customer.offer_id
            and predictions.cutoff_date = labels_customer.cutoff_date
            and labels_customer.cutoff_role = 'score'

    inner join features_customer
        on
            predictions.entity_id = features_customer.entity_id
            and predictions.offer_id = features_customer.offer_id
            and predictions.cutoff_date = features_customer.cutoff_date

    left join expected_values
        on
            predictions.task_id = expected_values.task_id
            and predictions.offer_id = expected_values.offer_id
            and coalesce(features_customer.size_band, 'unknown')
            = expected_values.segment

)

select
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    rung,
    model_id,
    window_months_used,
    has_bought,
    probability,
    affinity,
    similarity,
    cast(value_if_won_cents as bigint) as value_if_won_cents,
    coalesce(expected_value_cents, 0) as expected_value_cents,
    {{ percentile_in_offer('probability') }} as probability_percentile,
    {{ percentile_in_offer('affinity') }} as affinity_percentile,
    {{ percentile_in_offer('similarity') }} as similarity_percentile,
    {{ percentile_in_offer('coalesce(expected_value_cents, 0)') }}
        as expected_value_percentile

from raw_signals

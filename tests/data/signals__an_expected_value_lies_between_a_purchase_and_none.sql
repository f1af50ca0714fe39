-- Fails where a pair is worth less than a loss or more than a purchase of its like.
with

signals as (

    select * from {{ ref('signals') }}

),

features_customer as (

    select * from {{ ref('features_customer') }}

),

expected_values as (

    select * from {{ ref('expected_values') }}

),

bounded as (

    select
        signals.entity_id,
        signals.offer_id,
        signals.cutoff_date,
        signals.value_if_won_cents,
        signals.expected_value_cents,
        coalesce(expected_values.value_if_won_cents, 0) as purchase_cents,
        coalesce(expected_values.value_otherwise_cents, 0) as otherwise_cents

    from signals

    inner join features_customer
        on
            signals.entity_id = features_customer.entity_id
            and signals.offer_id = features_customer.offer_id
            and signals.cutoff_date = features_customer.cutoff_date

    -- An offer that nobody has bought yet is worth nothing, whatever its probability.
    left join expected_values
        on
            signals.task_id = expected_values.task_id
            and signals.offer_id = expected_values.offer_id
            and signals.cutoff_date = expected_values.cutoff_date
            and coalesce(features_customer.size_band, 'unknown')
            = expected_values.segment

)

select
    entity_id,
    offer_id,
    cutoff_date,
    value_if_won_cents,
    expected_value_cents,
    purchase_cents,
    otherwise_cents

from bounded

where
    value_if_won_cents <> purchase_cents
    or expected_value_cents < least(purchase_cents, otherwise_cents)
    or expected_value_cents > greatest(purchase_cents, otherwise_cents)

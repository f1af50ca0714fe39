-- Fails for each policy that takes the rank within the offer for the one among all.
with

cases (normalisation, affinity_percentile, affinity_pooled_percentile, expected) as (

    values
    ('offer', cast(0.25 as double), cast(0.75 as double), cast(0.25 as double)),
    ('pooled', cast(0.25 as double), cast(0.75 as double), cast(0.75 as double))

),

policy_variants as (

    select normalisation

    from cases

),

signals as (

    select
        normalisation as expected_for,
        affinity_percentile,
        affinity_pooled_percentile,
        expected

    from cases

)

select signals.*

from signals

inner join policy_variants
    on signals.expected_for = policy_variants.normalisation

where {{ normalised('affinity') }} <> signals.expected

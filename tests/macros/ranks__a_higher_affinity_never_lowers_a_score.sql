-- Fails for each pair that scores less, all else equal, than one of lower affinity.
with

affinities (affinity) as (

    values
    (cast(-1 as double)),
    (cast(0 as double)),
    (cast(0.25 as double)),
    (cast(0.999 as double)),
    (cast(1 as double)),
    (cast(1.001 as double)),
    (cast(2 as double)),
    (cast(50 as double))

),

offers (offer_id) as (

    values ('tools'), ('garden')

),

-- Beside a certain purchase and one out of the question, a known and an unknown peer.
others (probability, similarity, value_if_won_cents, percentile) as (

    values
    (cast(0 as double), cast(0 as double), -100, cast(0 as double)),
    (cast(0.001 as double), null, 0, cast(0.25 as double)),
    (cast(0.5 as double), cast(0.75 as double), 12345, cast(0.5 as double)),
    (cast(1 as double), cast(1 as double), 100000000, cast(1 as double))

),

policy_variants (blend, normalisation) as (

    values
    ('product', 'offer'),
    ('weighted_sum', 'offer'),
    ('weighted_sum', 'pooled')

),

cases (weights_id, probability, affinity, similarity, expected_value) as (

    values
    ('value', 0.5, 0, 0, 0.5),
    ('blend', 0.6, 0.2, 0.1, 0.1),
    ('affinity', 0, 1, 0, 0)

),

weights as (

    select
        weights_id,
        cast(probability as double) as probability_weight,
        cast(affinity as double) as affinity_weight,
        cast(similarity as double) as similarity_weight,
        cast(expected_value as double) as expected_value_weight

    from cases

),

rules_of_thumb as (

    select
        cast(0 as double) as recency_score,
        cast(0 as double) as last_year_profit_score,
        cast(0 as double) as popularity_score

),

ranked as (

    select
        offers.offer_id,
        affinities.affinity,
        {{ percentile_among('affinities.affinity', ['offers.offer_id']) }}
            as affinity_percentile

    from affinities

    cross join offers

    -- So that the rank among all is not the one within the offer.
    where offers.offer_id = 'tools' or affinities.affinity > 1

),

signals as (

    select
        ranked.*,
        percent_rank() over (order by ranked.affinity) as affinity_pooled_percentile,
        others.probability,
        others.similarity,
        others.value_if_won_cents,
        others.percentile as probability_percentile,
        others.percentile as probability_pooled_percentile,
        others.percentile as similarity_percentile,
        others.percentile as similarity_pooled_percentile,
        others.percentile as expected_value_percentile,
        others.percentile as expected_value_pooled_percentile

    from ranked

    cross join others

),

scored as (

    select
        policy_variants.blend,
        policy_variants.normalisation,
        weights.weights_id,
        weights.affinity_weight,
        signals.offer_id,
        signals.probability,
        signals.affinity,
        {{ blended_score() }} as score

    from signals

    cross join policy_variants

    cross join weights

    cross join rules_of_thumb

),

compared as (

    select
        *,
        lag(score) over (
            partition by blend, normalisation, weights_id, offer_id, probability
            order by affinity
        ) as score_before,
        lag(affinity) over (
            partition by blend, normalisation, weights_id, offer_id, probability
            order by affinity
        ) as affinity_before

    from scored

)

select *

from compared

-- Where the affinity is weighed and there is any hope at all, more of it must count.
where
    score is null
    or score < score_before
    or (
        score = score_before
        and affinity_weight > 0
        and affinity > 0
        and (blend = 'weighted_sum' or weights_id = 'affinity' or probability > 0)
        and affinity_before is not null
    )

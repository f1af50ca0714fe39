-- Of two pairs that differ in affinity alone the one with more is not ranked lower, by
-- either blend, whatever the affinity weighs.
with

affinities (affinity) as (

    values
    (cast(0.5 as double)),
    (cast(1 as double)),
    (cast(1 as double)),
    (cast(4 as double))

),

policies (blend, affinity_weight) as (

    values
    ('product', cast(0 as double)),
    ('product', cast(0.5 as double)),
    ('weighted_sum', cast(0 as double)),
    ('weighted_sum', cast(0.2 as double))

),

raw_signals as (

    select
        't' as task_id,
        'tools' as offer_id,
        affinity,
        cast(0.25 as double) as probability,
        cast(0.5 as double) as similarity,
        40000 as value_if_won_cents,
        cast(0.5 as double) as probability_percentile,
        cast(0.5 as double) as similarity_percentile,
        cast(0.5 as double) as expected_value_percentile

    from affinities

),

signals as (

    select
        *,
        {{ percentile_in_offer('affinity') }} as affinity_percentile

    from raw_signals

),

weights as (

    select
        blend,
        cast(1 as double) as probability_weight,
        affinity_weight,
        cast(1 as double) as similarity_weight,
        cast(0.5 as double) as expected_value_weight

    from policies

),

scores as (

    select
        weights.blend,
        weights.affinity_weight,
        signals.affinity,
        {{ blended_score() }} as score

    from signals

    cross join weights

)

select
    scores.blend,
    scores.affinity,
    others.affinity as other_affinity

from scores

inner join scores as others
    on
        scores.blend = others.blend
        and scores.affinity_weight = others.affinity_weight
        and scores.affinity <= others.affinity

where
    scores.score is null
    or others.score < scores.score
    -- What weighs something is seen in the score.
    or (
        scores.affinity_weight > 0
        and scores.affinity < others.affinity
        and others.score <= scores.score
    )
    or (scores.affinity = others.affinity and others.score <> scores.score)

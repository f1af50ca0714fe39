-- Fails for each value whose rank among its like is not the one counted by hand.
with

cases (offer_id, similarity, expected) as (

    values
    ('tools', null, cast(0 as double)),
    ('tools', null, cast(0 as double)),
    ('tools', cast(0 as double), cast(0.5 as double)),
    ('tools', cast(0.5 as double), cast(0.75 as double)),
    ('tools', cast(0.5 as double), cast(0.75 as double)),
    ('garden', null, cast(0 as double)),
    ('saws', cast(9 as double), cast(0 as double))

),

ranked as (

    select
        *,
        {{ percentile_among('similarity', ['offer_id']) }} as percentile

    from cases

)

select *

from ranked

where percentile <> expected

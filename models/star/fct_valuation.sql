-- Every valuation of a property: what it is worth and what repairs cost.
with

valuations as (

    select * from {{ ref('stg_property__valuations') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by valuation_id
            order by known_at
        ) as state_rank

    from valuations

)

select
    valuation_id,
    parcel_id,
    valued_date,
    value_low_cents,
    value_mid_cents,
    value_high_cents,
    rehab_low_cents,
    rehab_mid_cents,
    rehab_high_cents,
    -- What is recorded ahead of its day becomes known on its day.
    greatest(known_at, cast(valued_date as timestamp)) as known_at

from ranked

where state_rank = 1

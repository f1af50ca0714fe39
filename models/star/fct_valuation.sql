-- Every statement of what a property is worth and what repairs cost, corrected or not.
with

valuations as (

    select * from {{ ref('stg_property__valuations') }}

),

dated as (

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
        greatest(known_at, cast(valued_date as timestamp)) as known_at,
        known_at as recorded_at

    from valuations

),

-- Of what becomes known at the same moment only the last word is a statement.
ranked as (

    select
        *,
        row_number() over (
            partition by valuation_id, known_at
            order by recorded_at desc
        ) as statement_rank

    from dated

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
    known_at

from ranked

where statement_rank = 1

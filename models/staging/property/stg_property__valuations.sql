-- Every valuation that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_property__valuations') }}

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

from parsed

where row_status = 'loaded'

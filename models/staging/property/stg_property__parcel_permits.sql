-- Every building permit of a parcel that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_property__parcel_permits') }}

)

select
    permit_id,
    parcel_id,
    issued_date,
    permit_kind,
    permit_value_cents,
    known_at

from parsed

where row_status = 'loaded'

-- What was on file about each parcel, and from when until when we knew it.
with

parcels as (

    select * from {{ ref('stg_property__parcels') }}

)

select
    parcel_id,
    region,
    property_type,
    address,
    built_year,
    living_area_sqft,
    lot_area_sqft,
    bedroom_count,
    bathroom_count,
    quality_grade,
    known_at as valid_from_at,
    lead(known_at) over (
        partition by parcel_id
        order by known_at
    ) as valid_to_at

from parcels

-- Every parcel record that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_property__parcels') }}

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
    known_at

from parsed

where row_status = 'loaded'

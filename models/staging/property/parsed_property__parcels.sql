-- Every parcel record as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'parcel_id': 'identifier',
    'region': 'optional_text',
    'property_type': 'optional_text',
    'address': 'optional_text',
    'built_year': 'optional_whole_number',
    'living_area_sqft': 'optional_whole_number',
    'lot_area_sqft': 'optional_whole_number',
    'bedroom_count': 'optional_whole_number',
    'bathroom_count': 'optional_number',
    'quality_grade': 'optional_whole_number',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('property', 'parcels') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('parcel_id', rules.parcel_id) }} as parcel_id,
        {{ typed('region', rules.region) }} as region,
        {{ typed('property_type', rules.property_type) }} as property_type,
        {{ typed('address', rules.address) }} as address,
        {{ typed('built_year', rules.built_year) }} as built_year,
        {{ typed('living_area_sqft', rules.living_area_sqft) }} as living_area_sqft,
        {{ typed('lot_area_sqft', rules.lot_area_sqft) }} as lot_area_sqft,
        {{ typed('bedroom_count', rules.bedroom_count) }} as bedroom_count,
        {{ typed('bathroom_count', rules.bathroom_count) }} as bathroom_count,
        {{ typed('quality_grade', rules.quality_grade) }} as quality_grade,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

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
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['parcel_id', 'known_at'],
        content=[
            'parcel_id',
            'region',
            'property_type',
            'address',
            'built_year',
            'living_area_sqft',
            'lot_area_sqft',
            'bedroom_count',
            'bathroom_count',
            'quality_grade',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

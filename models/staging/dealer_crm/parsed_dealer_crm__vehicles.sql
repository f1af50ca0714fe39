-- Every record of a vehicle as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'vehicle_id': 'identifier',
    'make': 'optional_text',
    'model_year': 'optional_whole_number',
    'mileage_km': 'optional_whole_number',
    'body_kind': 'optional_text',
    'ask_price': 'optional_money',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('dealer_crm', 'vehicles') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('vehicle_id', rules.vehicle_id) }} as vehicle_id,
        {{ typed('make', rules.make) }} as make,
        {{ typed('model_year', rules.model_year) }} as model_year,
        {{ typed('mileage_km', rules.mileage_km) }} as mileage_km,
        {{ typed('body_kind', rules.body_kind) }} as body_kind,
        {{ typed('ask_price', rules.ask_price) }} as ask_price_cents,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    vehicle_id,
    make,
    model_year,
    mileage_km,
    body_kind,
    ask_price_cents,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['vehicle_id', 'known_at'],
        content=[
            'vehicle_id',
            'make',
            'model_year',
            'mileage_km',
            'body_kind',
            'ask_price_cents',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

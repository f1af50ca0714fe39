-- Every permit of a parcel as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'permit_id': 'identifier',
    'parcel_id': 'identifier',
    'issued_date': 'date',
    'permit_kind': 'optional_text',
    'permit_value': 'optional_money',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('property', 'parcel_permits') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('permit_id', rules.permit_id) }} as permit_id,
        {{ typed('parcel_id', rules.parcel_id) }} as parcel_id,
        {{ typed('issued_date', rules.issued_date) }} as issued_date,
        {{ typed('permit_kind', rules.permit_kind) }} as permit_kind,
        {{ typed('permit_value', rules.permit_value) }} as permit_value_cents,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    permit_id,
    parcel_id,
    issued_date,
    permit_kind,
    permit_value_cents,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['permit_id', 'known_at'],
        content=[
            'permit_id',
            'parcel_id',
            'issued_date',
            'permit_kind',
            'permit_value_cents',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

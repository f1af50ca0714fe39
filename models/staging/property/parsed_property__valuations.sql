-- Every valuation as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'valuation_id': 'identifier',
    'parcel_id': 'identifier',
    'valued_date': 'date',
    'value_low': 'optional_money',
    'value_mid': 'optional_money',
    'value_high': 'optional_money',
    'rehab_low': 'optional_money',
    'rehab_mid': 'optional_money',
    'rehab_high': 'optional_money',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('property', 'valuations') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('valuation_id', rules.valuation_id) }} as valuation_id,
        {{ typed('parcel_id', rules.parcel_id) }} as parcel_id,
        {{ typed('valued_date', rules.valued_date) }} as valued_date,
        {{ typed('value_low', rules.value_low) }} as value_low_cents,
        {{ typed('value_mid', rules.value_mid) }} as value_mid_cents,
        {{ typed('value_high', rules.value_high) }} as value_high_cents,
        {{ typed('rehab_low', rules.rehab_low) }} as rehab_low_cents,
        {{ typed('rehab_mid', rules.rehab_mid) }} as rehab_mid_cents,
        {{ typed('rehab_high', rules.rehab_high) }} as rehab_high_cents,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

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
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['valuation_id', 'known_at'],
        content=[
            'valuation_id',
            'parcel_id',
            'valued_date',
            'value_low_cents',
            'value_mid_cents',
            'value_high_cents',
            'rehab_low_cents',
            'rehab_mid_cents',
            'rehab_high_cents',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

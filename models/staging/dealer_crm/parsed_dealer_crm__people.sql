-- Every record of a person as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'person_id': 'identifier',
    'region': 'optional_text',
    'has_phone': 'optional_yes_no',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('dealer_crm', 'people') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('person_id', rules.person_id) }} as person_id,
        {{ typed('region', rules.region) }} as region,
        {{ typed('has_phone', rules.has_phone) }} as has_phone,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    person_id,
    region,
    has_phone,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['person_id', 'known_at'],
        content=[
            'person_id',
            'region',
            'has_phone',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

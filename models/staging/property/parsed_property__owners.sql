-- Every owner record as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'owner_id': 'identifier',
    'owner_name': 'optional_text',
    'owner_kind': 'optional_text',
    'mailing_region': 'optional_text',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('property', 'owners') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('owner_id', rules.owner_id) }} as owner_id,
        {{ typed('owner_name', rules.owner_name) }} as owner_name,
        {{ typed('owner_kind', rules.owner_kind) }} as owner_kind,
        {{ typed('mailing_region', rules.mailing_region) }} as mailing_region,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    owner_id,
    owner_name,
    owner_kind,
    mailing_region,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['owner_id', 'known_at'],
        content=[
            'owner_id',
            'owner_name',
            'owner_kind',
            'mailing_region',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

-- Every representative as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'rep_id': 'identifier',
    'rep_name': 'optional_text',
    'region': 'optional_text',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('erp', 'reps') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('rep_id', rules.rep_id) }} as rep_id,
        {{ typed('rep_name', rules.rep_name) }} as rep_name,
        {{ typed('region', rules.region) }} as region,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    rep_id,
    rep_name,
    region,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['rep_id', 'known_at'],
        content=[
            'rep_id',
            'rep_name',
            'region',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

-- Every permit lead as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'lead_id': 'identifier',
    'address': 'optional_text',
    'region': 'optional_text',
    'permit_kind': 'optional_text',
    'trade_tags': 'optional_text',
    'permit_value': 'optional_money',
    'created_at': 'timestamp',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('permits', 'leads') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('lead_id', rules.lead_id) }} as lead_id,
        {{ typed('address', rules.address) }} as address,
        {{ typed('region', rules.region) }} as region,
        {{ typed('permit_kind', rules.permit_kind) }} as permit_kind,
        {{ typed('trade_tags', rules.trade_tags) }} as trade_tags,
        {{ typed('permit_value', rules.permit_value) }} as permit_value_cents,
        {{ typed('created_at', rules.created_at) }} as created_at,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    lead_id,
    address,
    region,
    permit_kind,
    trade_tags,
    permit_value_cents,
    created_at,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['lead_id', 'known_at'],
        content=[
            'lead_id',
            'address',
            'region',
            'permit_kind',
            'trade_tags',
            'permit_value_cents',
            'created_at',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

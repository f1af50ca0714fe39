-- Every contact with a customer as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'contact_id': 'identifier',
    'customer_id': 'identifier',
    'rep_id': 'optional_identifier',
    'channel': 'optional_text',
    'contacted_at': 'timestamp',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('erp', 'contacts') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('contact_id', rules.contact_id) }} as contact_id,
        {{ typed('customer_id', rules.customer_id) }} as customer_id,
        {{ typed('rep_id', rules.rep_id) }} as rep_id,
        {{ typed('channel', rules.channel) }} as channel,
        {{ typed('contacted_at', rules.contacted_at) }} as contacted_at,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    contact_id,
    customer_id,
    rep_id,
    channel,
    contacted_at,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['contact_id', 'known_at'],
        content=[
            'contact_id',
            'customer_id',
            'rep_id',
            'channel',
            'contacted_at',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

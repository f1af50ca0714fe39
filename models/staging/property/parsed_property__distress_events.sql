-- Every sign of distress as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'distress_event_id': 'identifier',
    'parcel_id': 'identifier',
    'event_date': 'date',
    'distress_kind': 'optional_text',
    'amount': 'optional_money',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('property', 'distress_events') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('distress_event_id', rules.distress_event_id) }} as distress_event_id,
        {{ typed('parcel_id', rules.parcel_id) }} as parcel_id,
        {{ typed('event_date', rules.event_date) }} as event_date,
        {{ typed('distress_kind', rules.distress_kind) }} as distress_kind,
        {{ typed('amount', rules.amount) }} as amount_cents,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    distress_event_id,
    parcel_id,
    event_date,
    distress_kind,
    amount_cents,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['distress_event_id', 'known_at'],
        content=[
            'distress_event_id',
            'parcel_id',
            'event_date',
            'distress_kind',
            'amount_cents',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

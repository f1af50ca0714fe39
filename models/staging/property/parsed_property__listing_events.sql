-- Every step of a listing as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'listing_event_id': 'identifier',
    'listing_id': 'identifier',
    'parcel_id': 'identifier',
    'event_date': 'date',
    'event_kind': 'text',
    'ask_price': 'optional_money',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('property', 'listing_events') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('listing_event_id', rules.listing_event_id) }} as listing_event_id,
        {{ typed('listing_id', rules.listing_id) }} as listing_id,
        {{ typed('parcel_id', rules.parcel_id) }} as parcel_id,
        {{ typed('event_date', rules.event_date) }} as event_date,
        {{ typed('event_kind', rules.event_kind) }} as event_kind,
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
    listing_event_id,
    listing_id,
    parcel_id,
    event_date,
    event_kind,
    ask_price_cents,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['listing_event_id', 'known_at'],
        content=[
            'listing_event_id',
            'listing_id',
            'parcel_id',
            'event_date',
            'event_kind',
            'ask_price_cents',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

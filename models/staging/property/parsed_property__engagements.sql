-- Every sign of interest as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'engagement_id': 'identifier',
    'parcel_id': 'identifier',
    'engaged_date': 'date',
    'channel': 'optional_text',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('property', 'engagements') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('engagement_id', rules.engagement_id) }} as engagement_id,
        {{ typed('parcel_id', rules.parcel_id) }} as parcel_id,
        {{ typed('engaged_date', rules.engaged_date) }} as engaged_date,
        {{ typed('channel', rules.channel) }} as channel,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    engagement_id,
    parcel_id,
    engaged_date,
    channel,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['engagement_id', 'known_at'],
        content=[
            'engagement_id',
            'parcel_id',
            'engaged_date',
            'channel',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

-- Every record of a lead as it arrived, raw or updated, typed, and what is wrong.
{%- set rules = {
    'source_system': 'identifier',
    'external_id': 'identifier',
    'dealership_id': 'optional_identifier',
    'rep_id': 'optional_identifier',
    'person_id': 'optional_identifier',
    'vehicle_id': 'optional_identifier',
    'channel': 'optional_text',
    'campaign': 'optional_text',
    'status': 'text',
    'received_at': 'timestamp',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('dealer_crm', 'leads') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        lower({{ typed('source_system', rules.source_system) }}) as source_system,
        {{ typed('external_id', rules.external_id) }} as external_id,
        {{ typed('dealership_id', rules.dealership_id) }} as dealership_id,
        {{ typed('rep_id', rules.rep_id) }} as rep_id,
        {{ typed('person_id', rules.person_id) }} as person_id,
        {{ typed('vehicle_id', rules.vehicle_id) }} as vehicle_id,
        {{ typed('channel', rules.channel) }} as channel,
        {{ typed('campaign', rules.campaign) }} as campaign,
        {{ typed('status', rules.status) }} as status,
        {{ typed('received_at', rules.received_at) }} as received_at,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    source_system,
    external_id,
    dealership_id,
    rep_id,
    person_id,
    vehicle_id,
    channel,
    campaign,
    status,
    received_at,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['source_system', 'external_id', 'known_at'],
        content=[
            'source_system',
            'external_id',
            'dealership_id',
            'rep_id',
            'person_id',
            'vehicle_id',
            'channel',
            'campaign',
            'status',
            'received_at',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

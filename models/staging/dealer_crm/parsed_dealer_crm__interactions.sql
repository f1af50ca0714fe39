-- Every contact between a lead and its dealership as it arrived, typed and checked.
{%- set rules = {
    'interaction_id': 'identifier',
    'source_system': 'identifier',
    'external_id': 'identifier',
    'happened_at': 'timestamp',
    'direction': 'text',
    'channel': 'text',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('dealer_crm', 'interactions') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('interaction_id', rules.interaction_id) }} as interaction_id,
        lower({{ typed('source_system', rules.source_system) }}) as source_system,
        {{ typed('external_id', rules.external_id) }} as external_id,
        {{ typed('happened_at', rules.happened_at) }} as happened_at,
        lower({{ typed('direction', rules.direction) }}) as direction,
        lower({{ typed('channel', rules.channel) }}) as channel,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    interaction_id,
    source_system,
    external_id,
    happened_at,
    direction,
    channel,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['interaction_id', 'known_at'],
        content=[
            'interaction_id',
            'source_system',
            'external_id',
            'happened_at',
            'direction',
            'channel',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

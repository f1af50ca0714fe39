-- Every installed asset record as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'asset_id': 'identifier',
    'customer_id': 'identifier',
    'sku': 'identifier',
    'started_date': 'optional_date',
    'is_subscription': 'optional_yes_no',
    'expires_date': 'optional_date',
    'ended_date': 'optional_date',
    'ended_recorded_at': 'optional_timestamp',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('erp', 'assets') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('asset_id', rules.asset_id) }} as asset_id,
        {{ typed('customer_id', rules.customer_id) }} as customer_id,
        {{ typed('sku', rules.sku) }} as sku,
        {{ typed('started_date', rules.started_date) }} as started_date,
        {{ typed('is_subscription', rules.is_subscription) }} as is_subscription,
        {{ typed('expires_date', rules.expires_date) }} as expires_date,
        {{ typed('ended_date', rules.ended_date) }} as ended_date,
        {{ typed('ended_recorded_at', rules.ended_recorded_at) }} as ended_known_at,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    asset_id,
    customer_id,
    sku,
    started_date,
    is_subscription,
    expires_date,
    ended_date,
    ended_known_at,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['asset_id', 'known_at', 'ended_known_at'],
        content=[
            'asset_id',
            'customer_id',
            'sku',
            'started_date',
            'is_subscription',
            'expires_date',
            'ended_date',
            'ended_known_at',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

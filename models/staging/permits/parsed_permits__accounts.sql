-- Every contractor account as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'account_id': 'identifier',
    'account_name': 'optional_text',
    'trade': 'optional_text',
    'region': 'optional_text',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('permits', 'accounts') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('account_id', rules.account_id) }} as account_id,
        {{ typed('account_name', rules.account_name) }} as account_name,
        {{ typed('trade', rules.trade) }} as trade,
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
    account_id,
    account_name,
    trade,
    region,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['account_id', 'known_at'],
        content=[
            'account_id',
            'account_name',
            'trade',
            'region',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

-- Every offer of a lead to an account as it arrived, typed, and what is wrong.
{%- set rules = {
    'account_id': 'identifier',
    'lead_id': 'identifier',
    'offered_at': 'timestamp',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('permits', 'lead_offers') }}

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
        {{ typed('lead_id', rules.lead_id) }} as lead_id,
        {{ typed('offered_at', rules.offered_at) }} as offered_at,
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
    lead_id,
    offered_at,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['account_id', 'lead_id', 'known_at'],
        content=[
            'account_id',
            'lead_id',
            'offered_at',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

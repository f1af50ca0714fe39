-- Every state of a deal as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'deal_id': 'identifier',
    'customer_id': 'identifier',
    'division_id': 'optional_identifier',
    'stage': 'text',
    'opened_date': 'date',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('erp', 'deals') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('deal_id', rules.deal_id) }} as deal_id,
        {{ typed('customer_id', rules.customer_id) }} as customer_id,
        {{ typed('division_id', rules.division_id) }} as division_id,
        {{ typed('stage', rules.stage) }} as stage,
        {{ typed('opened_date', rules.opened_date) }} as opened_date,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    deal_id,
    customer_id,
    division_id,
    stage,
    opened_date,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['deal_id', 'known_at'],
        content=[
            'deal_id',
            'customer_id',
            'division_id',
            'stage',
            'opened_date',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

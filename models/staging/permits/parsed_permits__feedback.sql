-- Every feedback on a lead as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'id': 'identifier',
    'account_id': 'identifier',
    'lead_id': 'identifier',
    'rating': 'text',
    'deal_band': 'optional_text',
    'reason_codes': 'optional_text',
    'notes': 'optional_text',
    'created_at': 'timestamp',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('permits', 'feedback') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('id', rules.id) }} as feedback_id,
        {{ typed('account_id', rules.account_id) }} as account_id,
        {{ typed('lead_id', rules.lead_id) }} as lead_id,
        {{ typed('rating', rules.rating) }} as rating,
        {{ typed('deal_band', rules.deal_band) }} as deal_band,
        {{ typed('reason_codes', rules.reason_codes) }} as reason_codes,
        {{ typed('notes', rules.notes) }} as notes,
        {{ typed('created_at', rules.created_at) }} as created_at,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    feedback_id,
    account_id,
    lead_id,
    rating,
    deal_band,
    reason_codes,
    notes,
    created_at,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['feedback_id', 'known_at'],
        content=[
            'feedback_id',
            'account_id',
            'lead_id',
            'rating',
            'deal_band',
            'reason_codes',
            'notes',
            'created_at',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

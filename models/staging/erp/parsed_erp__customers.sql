-- Every customer record as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'customer_id': 'identifier',
    'customer_name': 'optional_text',
    'industry': 'optional_text',
    'size_band': 'optional_text',
    'region': 'optional_text',
    'rep_id': 'optional_identifier',
    'do_not_contact': 'optional_yes_no',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('erp', 'customers') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('customer_id', rules.customer_id) }} as customer_id,
        {{ typed('customer_name', rules.customer_name) }} as customer_name,
        {{ typed('industry', rules.industry) }} as industry,
        {{ typed('size_band', rules.size_band) }} as size_band,
        {{ typed('region', rules.region) }} as region,
        {{ typed('rep_id', rules.rep_id) }} as rep_id,
        {{ typed('do_not_contact', rules.do_not_contact) }} as is_do_not_contact,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    customer_id,
    customer_name,
    industry,
    size_band,
    region,
    rep_id,
    is_do_not_contact,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['customer_id', 'known_at'],
        content=[
            'customer_id',
            'customer_name',
            'industry',
            'size_band',
            'region',
            'rep_id',
            'is_do_not_contact',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

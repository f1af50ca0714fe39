-- Every product record as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'sku': 'identifier',
    'product_name': 'optional_text',
    'division_id': 'identifier',
    'division_name': 'optional_text',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('erp', 'products') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('sku', rules.sku) }} as sku,
        {{ typed('product_name', rules.product_name) }} as product_name,
        {{ typed('division_id', rules.division_id) }} as division_id,
        {{ typed('division_name', rules.division_name) }} as division_name,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    sku,
    product_name,
    division_id,
    division_name,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['sku', 'known_at'],
        content=[
            'sku',
            'product_name',
            'division_id',
            'division_name',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

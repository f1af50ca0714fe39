-- Every invoice line as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'line_id': 'identifier',
    'invoice_id': 'identifier',
    'customer_id': 'identifier',
    'sku': 'identifier',
    'sold_date': 'date',
    'quantity': 'whole_number',
    'revenue': 'money',
    'gross_profit': 'money',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('erp', 'invoice_lines') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('line_id', rules.line_id) }} as line_id,
        {{ typed('invoice_id', rules.invoice_id) }} as invoice_id,
        {{ typed('customer_id', rules.customer_id) }} as customer_id,
        {{ typed('sku', rules.sku) }} as sku,
        {{ typed('sold_date', rules.sold_date) }} as sold_date,
        {{ typed('quantity', rules.quantity) }} as quantity,
        {{ typed('revenue', rules.revenue) }} as revenue_cents,
        {{ typed('gross_profit', rules.gross_profit) }} as gross_profit_cents,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    line_id,
    invoice_id,
    customer_id,
    sku,
    sold_date,
    quantity,
    revenue_cents,
    gross_profit_cents,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['line_id', 'known_at'],
        content=[
            'line_id',
            'invoice_id',
            'customer_id',
            'sku',
            'sold_date',
            'quantity',
            'revenue_cents',
            'gross_profit_cents',
            'known_at',
        ]
    ) }} as row_status

from typed_rows

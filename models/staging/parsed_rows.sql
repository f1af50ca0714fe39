-- What became of every line of every landing file.
with

customers as (

    select * from {{ ref('parsed_erp__customers') }}

),

reps as (

    select * from {{ ref('parsed_erp__reps') }}

),

products as (

    select * from {{ ref('parsed_erp__products') }}

),

invoice_lines as (

    select * from {{ ref('parsed_erp__invoice_lines') }}

),

assets as (

    select * from {{ ref('parsed_erp__assets') }}

),

contacts as (

    select * from {{ ref('parsed_erp__contacts') }}

),

deals as (

    select * from {{ ref('parsed_erp__deals') }}

),

surfaced as (

    select * from {{ ref('parsed_activation__surfaced') }}

),

every_row as (

    select
        'erp' as source_name,
        'customers' as table_name,
        source_file,
        source_line,
        row_status,
        defect_column,
        defect_rule,
        defect_value
    from customers

    union all

    select
        'erp' as source_name,
        'reps' as table_name,
        source_file,
        source_line,
        row_status,
        defect_column,
        defect_rule,
        defect_value
    from reps

    union all

    select
        'erp' as source_name,
        'products' as table_name,
        source_file,
        source_line,
        row_status,
        defect_column,
        defect_rule,
        defect_value
    from products

    union all

    select
        'erp' as source_name,
        'invoice_lines' as table_name,
        source_file,
        source_line,
        row_status,
        defect_column,
        defect_rule,
        defect_value
    from invoice_lines

    union all

    select
        'erp' as source_name,
        'assets' as table_name,
        source_file,
        source_line,
        row_status,
        defect_column,
        defect_rule,
        defect_value
    from assets

    union all

    select
        'erp' as source_name,
        'contacts' as table_name,
        source_file,
        source_line,
        row_status,
        defect_column,
        defect_rule,
        defect_value
    from contacts

    union all

    select
        'erp' as source_name,
        'deals' as table_name,
        source_file,
        source_line,
        row_status,
        defect_column,
        defect_rule,
        defect_value
    from deals

    union all

    select
        'activation' as source_name,
        'surfaced' as table_name,
        source_file,
        source_line,
        row_status,
        defect_column,
        defect_rule,
        defect_value
    from surfaced

)

select
    source_name,
    table_name,
    source_file,
    source_line,
    row_status,
    defect_column,
    defect_rule,
    defect_value

from every_row

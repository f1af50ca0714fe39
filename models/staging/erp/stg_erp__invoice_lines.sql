-- Every invoice line that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_erp__invoice_lines') }}

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
    known_at

from parsed

where row_status = 'loaded'

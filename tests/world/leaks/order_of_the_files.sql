-- Numbers the customers as they happen to be read.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

invoice_lines as (

    select * from {{ ref('stg_erp__invoice_lines') }}

),

numbered as (

    select
        customer_id,
        row_number() over () as line_number

    from invoice_lines

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    min(numbered.line_number) as planted

from spine

left join numbered
    on spine.entity_id = numbered.customer_id

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

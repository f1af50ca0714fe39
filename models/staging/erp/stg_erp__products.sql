-- Every product record that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_erp__products') }}

)

select
    sku,
    product_name,
    division_id,
    division_name,
    known_at

from parsed

where row_status = 'loaded'

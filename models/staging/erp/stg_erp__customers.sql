-- Every customer record that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_erp__customers') }}

)

select
    customer_id,
    customer_name,
    industry,
    size_band,
    region,
    rep_id,
    is_do_not_contact,
    known_at

from parsed

where row_status = 'loaded'

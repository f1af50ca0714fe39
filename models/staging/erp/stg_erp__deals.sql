-- Every state of a deal that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_erp__deals') }}

)

select
    deal_id,
    customer_id,
    division_id,
    stage,
    opened_date,
    known_at

from parsed

where row_status = 'loaded'

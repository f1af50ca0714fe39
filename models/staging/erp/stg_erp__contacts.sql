-- Every contact with a customer that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_erp__contacts') }}

)

select
    contact_id,
    customer_id,
    rep_id,
    channel,
    contacted_at,
    known_at

from parsed

where row_status = 'loaded'

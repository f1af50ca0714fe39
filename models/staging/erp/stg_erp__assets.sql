-- Every installed asset record that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_erp__assets') }}

)

select
    asset_id,
    customer_id,
    sku,
    started_date,
    is_subscription,
    expires_date,
    ended_date,
    ended_known_at,
    known_at

from parsed

where row_status = 'loaded'

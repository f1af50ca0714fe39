-- Every permit lead record that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_permits__leads') }}

)

select
    lead_id,
    address,
    region,
    permit_kind,
    trade_tags,
    permit_value_cents,
    created_at,
    known_at

from parsed

where row_status = 'loaded'

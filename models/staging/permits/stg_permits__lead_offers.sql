-- Every offer of a lead to a contractor account that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_permits__lead_offers') }}

)

select
    account_id,
    lead_id,
    offered_at,
    known_at

from parsed

where row_status = 'loaded'

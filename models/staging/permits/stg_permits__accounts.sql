-- Every contractor account record that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_permits__accounts') }}

)

select
    account_id,
    account_name,
    trade,
    region,
    known_at

from parsed

where row_status = 'loaded'

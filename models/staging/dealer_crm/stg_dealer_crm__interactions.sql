-- Every contact between a lead and its dealership that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_dealer_crm__interactions') }}

)

select
    interaction_id,
    source_system,
    external_id,
    happened_at,
    direction,
    channel,
    known_at

from parsed

where row_status = 'loaded'

-- Every record of a lead that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_dealer_crm__leads') }}

)

select
    source_system,
    external_id,
    dealership_id,
    rep_id,
    person_id,
    vehicle_id,
    channel,
    campaign,
    status,
    received_at,
    known_at

from parsed

where row_status = 'loaded'

-- Who deals with each lead and what it asks for, and from when until when we knew it.
with

leads as (

    select * from {{ ref('stg_dealer_crm__leads') }}

)

select
    source_system || ':' || external_id as lead_id,
    dealership_id,
    rep_id,
    person_id,
    vehicle_id,
    channel,
    campaign,
    known_at as valid_from_at,
    lead(known_at) over (
        partition by source_system, external_id
        order by known_at
    ) as valid_to_at

from leads

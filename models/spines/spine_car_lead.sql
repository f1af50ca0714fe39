-- Which leads of dealerships are asked about on which day: those that are still open.
with

states as (

    select * from {{ ref('spine_car_lead__state') }}

)

select
    entity_id,
    'all' as offer_id,
    cutoff_date

from states

where lead_state = 'OPEN'

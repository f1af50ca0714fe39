-- Reads how the lead of the dealership stands today, not on the day.
with

spine as (

    select * from {{ ref('spine_car_lead') }}

),

fct_car_lead_status as (

    select * from {{ ref('fct_car_lead_status') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    fct_car_lead_status.status as planted

from spine

left join fct_car_lead_status
    on
        spine.entity_id = fct_car_lead_status.lead_id
        and fct_car_lead_status.valid_to_at is null

-- What was on file about the vehicle the lead asks for on the cutoff day.
with

spine as (

    select * from {{ ref('spine_car_lead') }}

),

dim_car_lead as (

    select * from {{ ref('dim_car_lead') }}

),

dim_vehicle as (

    select * from {{ ref('dim_vehicle') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    dim_vehicle.make as vehicle_make,
    dim_vehicle.body_kind as vehicle_body_kind,
    cast(extract(year from spine.cutoff_date) - dim_vehicle.model_year as bigint)
        as vehicle_age_years,
    dim_vehicle.mileage_km as vehicle_mileage_km,
    dim_vehicle.ask_price_cents as vehicle_ask_price_cents

from spine

inner join dim_car_lead
    on
        spine.entity_id = dim_car_lead.lead_id
        and {{ is_state_at('dim_car_lead', 'spine.cutoff_date') }}

left join dim_vehicle
    on
        dim_car_lead.vehicle_id = dim_vehicle.vehicle_id
        and {{ is_state_at('dim_vehicle', 'spine.cutoff_date') }}

-- What a sale to each open car lead would bring.
with

spine_car_lead as (

    select * from {{ ref('spine_car_lead') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

    where task_id = 'car_lead_sold' and cutoff_role = 'score'

),

dim_car_lead as (

    select * from {{ ref('dim_car_lead') }}

    where {{ is_state_of_today('valid_from_at', 'valid_to_at') }}

),

dim_vehicle as (

    select * from {{ ref('dim_vehicle') }}

),

assumptions as (

    select
        {{ assumed('car_margin_share') }} as car_margin_share,
        {{ assumed('low_car_margin_share') }} as low_car_margin_share

    from {{ ref('profit_assumptions') }}

)

select
    cutoff_calendar.task_id,
    spine_car_lead.entity_id,
    spine_car_lead.offer_id,
    spine_car_lead.cutoff_date,
    coalesce(dim_car_lead.dealership_id, 'unknown') as account_id,
    {{ whole_cents('dim_vehicle.ask_price_cents * assumptions.low_car_margin_share') }}
        as conservative_value_cents,
    {{ whole_cents('dim_vehicle.ask_price_cents * assumptions.car_margin_share') }}
        as optimistic_value_cents,
    case
        when dim_vehicle.ask_price_cents is null
            then 'no asking price of the vehicle is on file'
    end as reason

from spine_car_lead

inner join cutoff_calendar
    on spine_car_lead.cutoff_date = cutoff_calendar.cutoff_date

inner join dim_car_lead
    on spine_car_lead.entity_id = dim_car_lead.lead_id

cross join assumptions

left join dim_vehicle
    on
        dim_car_lead.vehicle_id = dim_vehicle.vehicle_id
        and {{ is_state_at('dim_vehicle', 'spine_car_lead.cutoff_date') }}

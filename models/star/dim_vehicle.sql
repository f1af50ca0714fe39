-- What was on file about each vehicle, and from when until when we knew it.
with

vehicles as (

    select * from {{ ref('stg_dealer_crm__vehicles') }}

)

select
    vehicle_id,
    make,
    model_year,
    mileage_km,
    body_kind,
    ask_price_cents,
    known_at as valid_from_at,
    lead(known_at) over (
        partition by vehicle_id
        order by known_at
    ) as valid_to_at

from vehicles

-- Every record of a vehicle that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_dealer_crm__vehicles') }}

)

select
    vehicle_id,
    make,
    model_year,
    mileage_km,
    body_kind,
    ask_price_cents,
    known_at

from parsed

where row_status = 'loaded'

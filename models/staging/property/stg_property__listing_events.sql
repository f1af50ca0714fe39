-- Every step of a listing that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_property__listing_events') }}

)

select
    listing_event_id,
    listing_id,
    parcel_id,
    event_date,
    event_kind,
    ask_price_cents,
    known_at

from parsed

where row_status = 'loaded'

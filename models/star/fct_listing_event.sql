-- Every step of a listing: put up, repriced, withdrawn, sold.
with

listing_events as (

    select * from {{ ref('stg_property__listing_events') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by listing_event_id
            order by known_at
        ) as state_rank

    from listing_events

)

select
    listing_event_id,
    listing_id,
    parcel_id,
    event_date,
    lower(event_kind) as event_kind,
    ask_price_cents,
    -- What is recorded ahead of its day becomes known on its day.
    greatest(known_at, cast(event_date as timestamp)) as known_at

from ranked

where state_rank = 1

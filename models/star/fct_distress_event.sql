-- Every filing that says a property or its owner is in trouble.
with

distress_events as (

    select * from {{ ref('stg_property__distress_events') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by distress_event_id
            order by known_at
        ) as state_rank

    from distress_events

)

select
    distress_event_id,
    parcel_id,
    event_date,
    lower(distress_kind) as distress_kind,
    amount_cents,
    -- What is recorded ahead of its day becomes known on its day.
    greatest(known_at, cast(event_date as timestamp)) as known_at

from ranked

where state_rank = 1

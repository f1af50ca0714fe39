-- Every sign of distress that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_property__distress_events') }}

)

select
    distress_event_id,
    parcel_id,
    event_date,
    distress_kind,
    amount_cents,
    known_at

from parsed

where row_status = 'loaded'

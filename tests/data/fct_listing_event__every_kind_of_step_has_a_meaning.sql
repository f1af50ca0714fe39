-- Fails for each kind of step that no question reads: it would count as nothing.
with

fct_listing_event as (

    select * from {{ ref('fct_listing_event') }}

)

select
    event_kind,
    count(*) as step_count,
    min(listing_event_id) as example_listing_event_id

from fct_listing_event

where event_kind not in ('listed', 'price_changed', 'withdrawn', 'sold')

group by event_kind

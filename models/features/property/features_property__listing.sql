-- Whether the property is on the market, and how its earlier listings went.
with

spine as (

    select * from {{ ref('spine_property') }}

),

fct_listing_event as (

    select * from {{ ref('fct_listing_event') }}

),

transfers as (

    select * from {{ ref('transfers_property') }}

),

known_events as (

    select
        spine.entity_id,
        spine.cutoff_date,
        fct_listing_event.event_date,
        fct_listing_event.event_kind,
        fct_listing_event.ask_price_cents,
        lag(fct_listing_event.ask_price_cents) over (
            partition by
                spine.entity_id,
                spine.cutoff_date,
                fct_listing_event.listing_id
            order by fct_listing_event.event_date, fct_listing_event.listing_event_id
        ) as previous_price_cents,
        {{ within_last_days(
            'fct_listing_event.event_date', 'spine.cutoff_date', 730
        ) }} as is_of_730d,
        row_number() over (
            partition by spine.entity_id, spine.cutoff_date
            order by
                fct_listing_event.event_date desc,
                fct_listing_event.listing_event_id desc
        ) as event_rank

    from spine

    inner join fct_listing_event
        on
            spine.entity_id = fct_listing_event.parcel_id
            and {{ known_at('fct_listing_event.known_at', 'spine.cutoff_date') }}

),

listings as (

    select
        entity_id,
        cutoff_date,
        max(event_date) as last_event_date,
        max(case when event_rank = 1 then event_kind end) as last_event_kind,
        max(case when event_rank = 1 then ask_price_cents end) as ask_price_cents,
        count(case when is_of_730d and event_kind = 'listed' then 1 end)
            as listing_count_730d,
        count(case when is_of_730d and event_kind = 'withdrawn' then 1 end)
            as withdrawn_count_730d,
        count(
            case
                when
                    is_of_730d
                    and event_kind = 'price_changed'
                    and ask_price_cents < previous_price_cents
                    then 1
            end
        ) as price_cut_count_730d

    from known_events

    group by
        entity_id,
        cutoff_date

),

-- A deed of a later day ends a listing, for it was the listing of the owner before.
asked as (

    select
        spine.entity_id,
        spine.offer_id,
        spine.cutoff_date,
        listings.last_event_date,
        listings.last_event_kind,
        listings.ask_price_cents,
        listings.listing_count_730d,
        listings.withdrawn_count_730d,
        listings.price_cut_count_730d,
        coalesce(
            listings.last_event_kind in ('listed', 'price_changed')
            and (
                transfers.last_sold_date is null
                or transfers.last_sold_date <= listings.last_event_date
            ),
            false
        ) as is_listed

    from spine

    left join listings
        on
            spine.entity_id = listings.entity_id
            and spine.cutoff_date = listings.cutoff_date

    left join transfers
        on
            spine.entity_id = transfers.entity_id
            and spine.cutoff_date = transfers.cutoff_date

)

select
    entity_id,
    offer_id,
    cutoff_date,
    {{ days_between('last_event_date', 'cutoff_date') }}
        as last_listing_event_age_days,
    is_listed,
    coalesce(last_event_kind = 'withdrawn', false) as is_withdrawn,
    case when is_listed then ask_price_cents end as ask_price_cents,
    coalesce(listing_count_730d, 0) as listing_count_730d,
    coalesce(withdrawn_count_730d, 0) as withdrawn_count_730d,
    coalesce(price_cut_count_730d, 0) as price_cut_count_730d

from asked

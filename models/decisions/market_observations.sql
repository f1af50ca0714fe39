-- What sales brought for their valuation, and how long listings took to be sold.
with

fct_transfer as (

    select * from {{ ref('fct_transfer') }}

),

fct_valuation as (

    select * from {{ ref('fct_valuation') }}

),

fct_listing_event as (

    select * from {{ ref('fct_listing_event') }}

    where event_kind in ('listed', 'sold', 'withdrawn')

),

fct_distress_event as (

    select * from {{ ref('fct_distress_event') }}

),

assumptions as (

    select
        cast({{ assumed('distress_days') }} as bigint) as distress_days,
        {{ assumed('unknown_market_days') }} as unknown_market_days

    from {{ ref('profit_assumptions') }}

),

-- What an owner in trouble takes is no price of a repaired house.
forced_transfers as (

    select fct_transfer.transfer_id

    from fct_transfer

    cross join assumptions

    inner join fct_distress_event
        on
            fct_transfer.parcel_id = fct_distress_event.parcel_id
            and fct_transfer.sold_date > fct_distress_event.known_at
            and {{ days_between(
                'fct_distress_event.event_date', 'fct_transfer.sold_date'
            ) }} <= assumptions.distress_days

    group by fct_transfer.transfer_id

),

-- The newest valuation from before the sale, for a later one has seen the price.
valued_transfers as (

    select
        fct_transfer.*,
        fct_valuation.value_mid_cents,
        row_number() over (
            partition by fct_transfer.transfer_id
            order by
                fct_valuation.valued_date desc,
                fct_valuation.known_at desc,
                fct_valuation.valuation_id
        ) as valuation_rank

    from fct_transfer

    inner join fct_valuation
        on
            fct_transfer.parcel_id = fct_valuation.parcel_id
            and fct_transfer.sold_date > fct_valuation.known_at
            and fct_transfer.sold_date > fct_valuation.valued_date

    left join forced_transfers
        on fct_transfer.transfer_id = forced_transfers.transfer_id

    where
        fct_valuation.value_mid_cents > 0
        and forced_transfers.transfer_id is null

),

listings as (

    select
        listing_id,
        min(parcel_id) as parcel_id,
        min(case when event_kind = 'listed' then event_date end) as listed_date,
        min(case when event_kind = 'sold' then event_date end) as sold_date,
        max(case when event_kind = 'withdrawn' then event_date end) as withdrawn_date,
        max(known_at) as known_at

    from fct_listing_event

    group by listing_id

)

select
    'resale_share' as measure,
    transfer_id as observation_id,
    parcel_id,
    price_cents,
    -- What is counted on is never more than the valuation.
    least({{ share_of('price_cents', 'value_mid_cents') }}, 1) as measured_value,
    known_at,
    bulk_known_at

from valued_transfers

where valuation_rank = 1

union all

select
    'market_days' as measure,
    listings.listing_id as observation_id,
    listings.parcel_id,
    cast(null as bigint) as price_cents,
    cast(
        {{ days_between(
            'listings.listed_date',
            'coalesce(listings.sold_date, listings.withdrawn_date)'
        ) }} as double
    ) as measured_value,
    listings.known_at,
    cast(null as timestamp) as bulk_known_at

from listings

cross join assumptions

-- Whoever gave up after long tells that selling takes long, and soon tells nothing.
where
    listings.sold_date >= listings.listed_date
    or (
        listings.sold_date is null
        and {{ days_between('listings.listed_date', 'listings.withdrawn_date') }}
        >= assumptions.unknown_market_days
    )

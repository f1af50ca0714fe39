-- Every deed of a property: whether it is a sale, and whether its price is one of many.
with

transfers as (

    select * from {{ ref('stg_property__transfers') }}

),

assumptions as (

    select
        {{ assumed('bulk_parcel_count') }} as bulk_parcel_count,
        {{ assumed('lowest_market_price_usd') }} as lowest_market_price_usd

    from {{ ref('profit_assumptions') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by transfer_id
            order by known_at
        ) as state_rank

    from transfers

),

first_stated as (

    select
        transfer_id,
        parcel_id,
        owner_id,
        -- Buyers nobody knows count as one.
        coalesce(owner_id, '') as buyer,
        sold_date,
        price_cents,
        -- What is recorded ahead of its day becomes known on its day.
        greatest(known_at, cast(sold_date as timestamp)) as known_at

    from ranked

    where state_rank = 1

),

-- A parcel whose deed is recorded twice is one parcel.
priced_parcels as (

    select
        buyer,
        sold_date,
        price_cents,
        parcel_id,
        min(known_at) as known_at

    from first_stated

    group by
        buyer,
        sold_date,
        price_cents,
        parcel_id

),

numbered_parcels as (

    select
        buyer,
        sold_date,
        price_cents,
        known_at,
        row_number() over (
            partition by buyer, sold_date, price_cents
            order by known_at, parcel_id
        ) as parcel_number

    from priced_parcels

),

bulk_prices as (

    select
        numbered_parcels.buyer,
        numbered_parcels.sold_date,
        numbered_parcels.price_cents,
        min(numbered_parcels.known_at) as bulk_known_at

    from numbered_parcels

    inner join assumptions
        on numbered_parcels.parcel_number >= assumptions.bulk_parcel_count

    group by
        numbered_parcels.buyer,
        numbered_parcels.sold_date,
        numbered_parcels.price_cents

)

select
    first_stated.transfer_id,
    first_stated.parcel_id,
    first_stated.owner_id,
    first_stated.sold_date,
    first_stated.price_cents,
    first_stated.price_cents >= assumptions.lowest_market_price_usd * 100
        as is_market_sale,
    first_stated.known_at,
    bulk_prices.bulk_known_at

from first_stated

cross join assumptions

left join bulk_prices
    on
        first_stated.buyer = bulk_prices.buyer
        and first_stated.sold_date = bulk_prices.sold_date
        and first_stated.price_cents = bulk_prices.price_cents

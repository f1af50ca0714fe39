-- What the properties of a region did and cost, as far as it was known on a day.
with

parcels as (

    select * from {{ ref('parcels_property') }}

    where region is not null

),

fct_transfer as (

    select * from {{ ref('fct_transfer') }}

),

fct_listing_event as (

    select * from {{ ref('fct_listing_event') }}

),

fct_distress_event as (

    select * from {{ ref('fct_distress_event') }}

),

sizes as (

    select
        region,
        cutoff_date,
        count(*) as parcel_count

    from parcels

    group by region, cutoff_date

),

-- The price of many parcels at once says nothing about the price of one.
sold as (

    select
        parcels.region,
        parcels.cutoff_date,
        {{ within_last_days('fct_transfer.sold_date', 'parcels.cutoff_date', 365) }}
            as is_of_365d,
        fct_transfer.price_cents,
        case
            when
                fct_transfer.bulk_known_at is null
                or not ({{ known_at(
                    'fct_transfer.bulk_known_at', 'parcels.cutoff_date'
                ) }})
                then nullif(parcels.living_area_sqft, 0)
        end as priced_area_sqft

    from parcels

    inner join fct_transfer
        on
            parcels.entity_id = fct_transfer.parcel_id
            and fct_transfer.is_market_sale
            and {{ known_at('fct_transfer.known_at', 'parcels.cutoff_date') }}
            and {{ within_last_days(
                'fct_transfer.sold_date', 'parcels.cutoff_date', 730
            ) }}

),

sales as (

    select
        region,
        cutoff_date,
        count(case when is_of_365d then 1 end) as sale_count_365d,
        cast(sum(case when priced_area_sqft > 0 then price_cents end) as bigint)
            as priced_cents_730d,
        cast(sum(priced_area_sqft) as bigint) as priced_area_sqft_730d

    from sold

    group by region, cutoff_date

),

listings as (

    select
        parcels.region,
        parcels.cutoff_date,
        count(*) as event_count_365d

    from parcels

    inner join fct_listing_event as events
        on
            parcels.entity_id = events.parcel_id
            and events.event_kind = 'listed'
            and {{ known_at('events.known_at', 'parcels.cutoff_date') }}
            and {{ within_last_days('events.event_date', 'parcels.cutoff_date', 365) }}

    group by parcels.region, parcels.cutoff_date

),

distress as (

    select
        parcels.region,
        parcels.cutoff_date,
        count(*) as event_count_365d

    from parcels

    inner join fct_distress_event as events
        on
            parcels.entity_id = events.parcel_id
            and {{ known_at('events.known_at', 'parcels.cutoff_date') }}
            and {{ within_last_days('events.event_date', 'parcels.cutoff_date', 365) }}

    group by parcels.region, parcels.cutoff_date

)

select
    sizes.region,
    sizes.cutoff_date,
    sizes.parcel_count,
    coalesce(sales.sale_count_365d, 0) as sale_count_365d,
    coalesce(listings.event_count_365d, 0) as listing_count_365d,
    coalesce(distress.event_count_365d, 0) as distress_count_365d,
    {{ share_of('sales.priced_cents_730d', 'sales.priced_area_sqft_730d') }}
        as sqft_price_cents_730d

from sizes

left join sales
    on sizes.region = sales.region and sizes.cutoff_date = sales.cutoff_date

left join listings
    on sizes.region = listings.region and sizes.cutoff_date = listings.cutoff_date

left join distress
    on sizes.region = distress.region and sizes.cutoff_date = distress.cutoff_date

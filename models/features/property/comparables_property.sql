-- How the last price of each property compares with what like homes brought that year.
with

parcels as (

    select * from {{ ref('parcels_property') }}

),

fct_transfer as (

    select * from {{ ref('fct_transfer') }}

),

sold as (

    select
        parcels.entity_id,
        parcels.offer_id,
        parcels.cutoff_date,
        coalesce(parcels.region, '') as region,
        coalesce(parcels.property_type, '') as property_type,
        coalesce(parcels.quality_grade, -1) as quality_grade,
        parcels.living_area_sqft,
        cast(floor(parcels.living_area_sqft / 500) as bigint) as size_band,
        extract(year from fct_transfer.sold_date) as sold_year,
        fct_transfer.price_cents,
        coalesce(
            {{ known_at('fct_transfer.bulk_known_at', 'parcels.cutoff_date') }}, false
        ) as is_bulk,
        row_number() over (
            partition by parcels.entity_id, parcels.cutoff_date
            order by fct_transfer.sold_date desc, fct_transfer.transfer_id desc
        ) as transfer_rank

    from parcels

    inner join fct_transfer
        on
            parcels.entity_id = fct_transfer.parcel_id
            and {{ known_at('fct_transfer.known_at', 'parcels.cutoff_date') }}

),

-- The price of many parcels at once says nothing about the price of one.
priced as (

    select *

    from sold

    where living_area_sqft > 0 and not is_bulk

),

kinds as (

    select
        cutoff_date,
        property_type,
        quality_grade,
        size_band,
        {{ share_of('sum(price_cents)', 'sum(living_area_sqft)') }} as sqft_price_cents

    from priced

    group by
        cutoff_date,
        property_type,
        quality_grade,
        size_band

),

-- What a home of its kind brings anywhere and at any time.
expected as (

    select
        priced.*,
        cast(
            {{ rounded('priced.living_area_sqft * kinds.sqft_price_cents', 0) }}
            as bigint
        ) as kind_price_cents

    from priced

    inner join kinds
        on
            priced.cutoff_date = kinds.cutoff_date
            and priced.property_type = kinds.property_type
            and priced.quality_grade = kinds.quality_grade
            and priced.size_band = kinds.size_band

),

-- How much more or less homes of all kinds brought in the region that year.
levels as (

    select
        cutoff_date,
        region,
        sold_year,
        {{ share_of('sum(price_cents)', 'sum(kind_price_cents)') }} as level_factor

    from expected

    group by
        cutoff_date,
        region,
        sold_year

)

select
    expected.entity_id,
    expected.offer_id,
    expected.cutoff_date,
    {{ share_of(
        'expected.price_cents', 'expected.kind_price_cents * levels.level_factor'
    ) }} as last_price_factor

from expected

inner join levels
    on
        expected.cutoff_date = levels.cutoff_date
        and expected.region = levels.region
        and expected.sold_year = levels.sold_year

where expected.transfer_rank = 1

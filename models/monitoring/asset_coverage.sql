-- Which articles customers have installed, and whether an offer knows of them.
with

fct_asset as (

    select * from {{ ref('fct_asset') }}

),

fct_offer_sku as (

    select * from {{ ref('fct_offer_sku') }}

),

offers as (

    select
        sku,
        count(*) as offer_count

    from fct_offer_sku

    where offer_kind <> 'total'

    group by sku

)

select
    fct_asset.sku,
    count(*) as asset_count,
    count(distinct fct_asset.customer_id) as customer_count,
    coalesce(offers.offer_count, 0) as offer_count,
    offers.sku is not null as is_mapped

from fct_asset

left join offers
    on fct_asset.sku = offers.sku

group by
    fct_asset.sku,
    offers.sku,
    offers.offer_count

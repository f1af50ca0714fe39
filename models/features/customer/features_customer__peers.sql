-- What part of the customers of the same industry and size bought the offer lately.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

profiles as (

    select * from {{ ref('features_customer__profile') }}

),

rfm as (

    select * from {{ ref('features_customer__rfm') }}

),

shrinkage as (

    select max(shrinkage_count) as shrinkage_count

    from {{ ref('tasks') }}

    where entity = 'customer'

),

buyers as (

    select
        profiles.entity_id,
        profiles.offer_id,
        profiles.cutoff_date,
        coalesce(profiles.industry, '') as industry,
        coalesce(profiles.size_band, '') as size_band,
        case when rfm.order_count_12m > 0 then 1 else 0 end as is_buyer

    from profiles

    inner join rfm
        on
            profiles.entity_id = rfm.entity_id
            and profiles.offer_id = rfm.offer_id
            and profiles.cutoff_date = rfm.cutoff_date

),

everybody as (

    select
        offer_id,
        cutoff_date,
        sum(is_buyer) as buyer_count,
        count(*) as customer_count

    from buyers

    group by
        offer_id,
        cutoff_date

),

peers as (

    select
        offer_id,
        cutoff_date,
        industry,
        size_band,
        sum(is_buyer) as buyer_count,
        count(*) as customer_count

    from buyers

    group by
        offer_id,
        cutoff_date,
        industry,
        size_band

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    -- The customer itself is left out; few peers are pulled towards all customers.
    (
        cast(peers.buyer_count - buyers.is_buyer as double)
        + shrinkage.shrinkage_count
        * coalesce(
            {{ share_of(
                'everybody.buyer_count - buyers.is_buyer', 'everybody.customer_count - 1'
            ) }}, 0
        )
    ) / (peers.customer_count - 1 + shrinkage.shrinkage_count) as peer_buyer_share_12m

from spine

inner join buyers
    on
        spine.entity_id = buyers.entity_id
        and spine.offer_id = buyers.offer_id
        and spine.cutoff_date = buyers.cutoff_date

inner join everybody
    on
        spine.offer_id = everybody.offer_id
        and spine.cutoff_date = everybody.cutoff_date

inner join peers
    on
        buyers.offer_id = peers.offer_id
        and buyers.cutoff_date = peers.cutoff_date
        and buyers.industry = peers.industry
        and buyers.size_band = peers.size_band

cross join shrinkage

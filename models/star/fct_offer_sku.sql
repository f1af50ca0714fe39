-- Which articles belong to which offer since when, and which count as a purchase.
with

dim_offer as (

    select * from {{ ref('dim_offer') }}

),

dim_product as (

    select * from {{ ref('dim_product') }}

),

sku_map as (

    select * from {{ ref('sku_map') }}

),

denied_skus as (

    select * from {{ ref('denied_skus') }}

),

own_skus as (

    select
        dim_product.division_id as offer_id,
        dim_product.sku,
        dim_product.listed_at

    from dim_product

    where dim_product.division_id <> 'unassigned'

    union all

    select
        sku_map.offer_id,
        sku_map.sku,
        cast('{{ var("earliest_date") }}' as timestamp) as listed_at

    from sku_map

    inner join dim_offer
        on
            sku_map.offer_id = dim_offer.offer_id
            and dim_offer.offer_kind = 'sku_set'

),

group_skus as (

    select
        dim_offer.parent_offer_id as offer_id,
        own_skus.sku,
        min(own_skus.listed_at) as listed_at

    from own_skus

    inner join dim_offer
        on own_skus.offer_id = dim_offer.offer_id

    where dim_offer.parent_offer_id is not null

    group by
        dim_offer.parent_offer_id,
        own_skus.sku

),

offer_skus as (

    select * from own_skus

    union all

    select * from group_skus

    union all

    -- Everything together, listed or not.
    select
        'all' as offer_id,
        sku,
        cast('{{ var("earliest_date") }}' as timestamp) as listed_at

    from dim_product

)

select
    offer_skus.offer_id,
    offer_skus.sku,
    coalesce(dim_offer.offer_kind, 'total') as offer_kind,
    offer_skus.listed_at,
    denied_skus.sku is not null as is_denied

from offer_skus

left join dim_offer
    on offer_skus.offer_id = dim_offer.offer_id

left join denied_skus
    on offer_skus.sku = denied_skus.sku

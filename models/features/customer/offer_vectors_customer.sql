-- Where each offer stands among the articles: by its own or the baskets of its buyers.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

basket_skus as (

    select * from {{ ref('basket_skus_customer') }}

),

sku_factors as (

    select * from {{ ref('sku_factors_customer') }}

),

fct_offer_sku as (

    select * from {{ ref('fct_offer_sku') }}

),

bought_offers as (

    select * from {{ ref('features_customer__rfm') }}

    where order_count_12m > 0

),

basket_vectors as (

    select * from {{ ref('basket_vectors_customer') }}

),

offers as (

    select
        offer_id,
        cutoff_date

    from spine

    group by
        offer_id,
        cutoff_date

),

article_centroids as (

    select
        fct_offer_sku.offer_id,
        sku_factors.cutoff_date,
        sku_factors.factor_order,
        cast(
            round(
                {{ share_of(
                    'sum(sku_factors.offer_weight * basket_skus.sku_buyer_count)',
                    'sum(basket_skus.sku_buyer_count)'
                ) }}
            ) as bigint
        ) as vector_weight

    from sku_factors

    inner join basket_skus
        on
            sku_factors.cutoff_date = basket_skus.cutoff_date
            and sku_factors.sku = basket_skus.sku

    inner join fct_offer_sku
        on
            sku_factors.sku = fct_offer_sku.sku
            and {{ known_at('fct_offer_sku.listed_at', 'sku_factors.cutoff_date') }}

    group by
        fct_offer_sku.offer_id,
        sku_factors.cutoff_date,
        sku_factors.factor_order

),

buyer_centroids as (

    select
        bought_offers.offer_id,
        basket_vectors.cutoff_date,
        basket_vectors.factor_order,
        cast(
            round(
                {{ share_of('sum(basket_vectors.vector_weight)', 'count(*)') }}
            ) as bigint
        ) as vector_weight

    from bought_offers

    inner join basket_vectors
        on
            bought_offers.entity_id = basket_vectors.entity_id
            and bought_offers.cutoff_date = basket_vectors.cutoff_date

    group by
        bought_offers.offer_id,
        basket_vectors.cutoff_date,
        basket_vectors.factor_order

)

select
    offers.offer_id,
    offers.cutoff_date,
    article_centroids.factor_order,
    article_centroids.vector_weight,
    'factorisation' as vector_method

from offers

inner join article_centroids
    on
        offers.offer_id = article_centroids.offer_id
        and offers.cutoff_date = article_centroids.cutoff_date

union all

select
    buyer_centroids.offer_id,
    buyer_centroids.cutoff_date,
    buyer_centroids.factor_order,
    buyer_centroids.vector_weight,
    'centroid' as vector_method

from buyer_centroids

left join article_centroids
    on
        buyer_centroids.offer_id = article_centroids.offer_id
        and buyer_centroids.cutoff_date = article_centroids.cutoff_date
        and buyer_centroids.factor_order = article_centroids.factor_order

where article_centroids.offer_id is null

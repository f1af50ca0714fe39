-- Which articles speak for which division: their buyers buy it oftener than others.
with

article_lifts as (

    select * from {{ ref('article_lifts') }}

),

dim_offer as (

    select * from {{ ref('dim_offer') }}

),

dim_product as (

    select * from {{ ref('dim_product') }}

)

select
    article_lifts.offer_id as division,
    dim_offer.offer_name as division_name,
    article_lifts.cutoff_date,
    article_lifts.lift_rank as rule_rank,
    article_lifts.bought_sku as sku,
    dim_product.product_name,
    article_lifts.pair_lift as lift,
    article_lifts.support_share as support,
    article_lifts.offer_buyer_share as confidence,
    article_lifts.pair_count,
    article_lifts.sku_buyer_count,
    article_lifts.offer_buyer_count as division_buyer_count

from article_lifts

inner join dim_offer
    on article_lifts.offer_id = dim_offer.offer_id

inner join dim_product
    on article_lifts.bought_sku = dim_product.sku

-- Takes the most popular article of the basket, by the buyers of the last year.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

basket_skus as (

    select * from {{ ref('basket_skus_customer') }}

),

bought_skus as (

    select * from {{ ref('bought_skus_customer') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    max(basket_skus.sku_buyer_count) as planted

from spine

left join bought_skus
    on
        spine.entity_id = bought_skus.entity_id
        and spine.cutoff_date = bought_skus.cutoff_date

left join basket_skus
    on
        bought_skus.sku = basket_skus.sku
        and bought_skus.cutoff_date = basket_skus.cutoff_date

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

-- Takes the most popular article of the basket, by the buyers it ever had.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

cells as (

    select * from {{ ref('fct_customer_sku_month') }}

),

bought_skus as (

    select * from {{ ref('bought_skus_customer') }}

),

buyers as (

    select
        sku,
        count(distinct customer_id) as buyer_count

    from cells

    group by sku

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    max(buyers.buyer_count) as planted

from spine

left join bought_skus
    on
        spine.entity_id = bought_skus.entity_id
        and spine.cutoff_date = bought_skus.cutoff_date

left join buyers
    on bought_skus.sku = buyers.sku

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

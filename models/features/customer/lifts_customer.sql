-- How much oftener buyers of an article buy an offer than chance would have it.
with

bought_skus as (

    select * from {{ ref('bought_skus_customer') }}

),

basket_skus as (

    select * from {{ ref('basket_skus_customer') }}

),

bought_offers as (

    select * from {{ ref('features_customer__rfm') }}

    where order_count_12m > 0

),

fct_offer_sku as (

    select * from {{ ref('fct_offer_sku') }}

),

shrinkage as (

    select max(shrinkage_count) as shrinkage_count

    from {{ ref('tasks') }}

    where entity = 'customer'

),

offer_buyers as (

    select
        offer_id,
        cutoff_date,
        count(*) as offer_buyer_count

    from bought_offers

    group by
        offer_id,
        cutoff_date

),

joint_buyers as (

    select
        bought_skus.cutoff_date,
        bought_skus.sku,
        bought_offers.offer_id,
        count(*) as pair_count

    from bought_skus

    inner join bought_offers
        on
            bought_skus.entity_id = bought_offers.entity_id
            and bought_skus.cutoff_date = bought_offers.cutoff_date

    group by
        bought_skus.cutoff_date,
        bought_skus.sku,
        bought_offers.offer_id

)

select
    basket_skus.cutoff_date,
    basket_skus.sku as bought_sku,
    offer_buyers.offer_id,
    basket_skus.sku_buyer_count,
    offer_buyers.offer_buyer_count,
    coalesce(joint_buyers.pair_count, 0) as pair_count,
    {{ share_of(
        'coalesce(joint_buyers.pair_count, 0)', 'basket_skus.customer_count'
    ) }} as support_share,
    -- Few buyers say little: as many as chance would give are added to both sides.
    (coalesce(joint_buyers.pair_count, 0) + shrinkage.shrinkage_count)
    / (
        {{ share_of(
            'basket_skus.sku_buyer_count * offer_buyers.offer_buyer_count',
            'basket_skus.customer_count'
        ) }} + shrinkage.shrinkage_count
    ) as pair_lift

from basket_skus

inner join offer_buyers
    on basket_skus.cutoff_date = offer_buyers.cutoff_date

left join joint_buyers
    on
        basket_skus.cutoff_date = joint_buyers.cutoff_date
        and basket_skus.sku = joint_buyers.sku
        and offer_buyers.offer_id = joint_buyers.offer_id

-- An article of the offer never speaks for it.
left join fct_offer_sku
    on
        basket_skus.sku = fct_offer_sku.sku
        and offer_buyers.offer_id = fct_offer_sku.offer_id
        and {{ known_at('fct_offer_sku.listed_at', 'basket_skus.cutoff_date') }}

cross join shrinkage

where fct_offer_sku.sku is null

-- How many customers bought two articles within 12 months, for the most bought ones.
with

bought_skus as (

    select * from {{ ref('bought_skus_customer') }}

),

basket_skus as (

    select * from {{ ref('basket_skus_customer') }}

),

settings as (

    select * from {{ ref('basket_settings') }}

    where entity = 'customer'

),

baskets as (

    select
        bought_skus.entity_id,
        bought_skus.cutoff_date,
        bought_skus.sku

    from bought_skus

    inner join basket_skus
        on
            bought_skus.cutoff_date = basket_skus.cutoff_date
            and bought_skus.sku = basket_skus.sku

    inner join settings
        on basket_skus.buyer_rank <= settings.article_limit

)

select
    baskets.cutoff_date,
    baskets.sku,
    others.sku as other_sku,
    count(*) as buyer_count

from baskets

-- Each pair once; an article with itself counts its buyers.
inner join baskets as others
    on
        baskets.entity_id = others.entity_id
        and baskets.cutoff_date = others.cutoff_date
        and baskets.sku <= others.sku

group by
    baskets.cutoff_date,
    baskets.sku,
    others.sku

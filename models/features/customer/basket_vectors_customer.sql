-- Where the basket of each customer stands among the articles, however full it is.
with

bought_skus as (

    select * from {{ ref('bought_skus_customer') }}

),

sku_factors as (

    select * from {{ ref('sku_factors_customer') }}

),

baskets as (

    select
        bought_skus.entity_id,
        bought_skus.cutoff_date,
        sku_factors.factor_order,
        cast(sum(sku_factors.basket_weight) as bigint) as basket_weight

    from bought_skus

    inner join sku_factors
        on
            bought_skus.cutoff_date = sku_factors.cutoff_date
            and bought_skus.sku = sku_factors.sku

    group by
        bought_skus.entity_id,
        bought_skus.cutoff_date,
        sku_factors.factor_order

),

-- Whole numbers, so the sums are exact in any order.
measured as (

    select
        *,
        sum(basket_weight * basket_weight) over (
            partition by
                entity_id,
                cutoff_date
        ) as square

    from baskets

)

select
    entity_id,
    cutoff_date,
    factor_order,
    cast(
        round(
            {{ share_of('basket_weight * 1000000', 'sqrt(cast(square as double))') }}
        ) as bigint
    ) as vector_weight

from measured

where square > 0

-- Where each customer stands among the articles: by its basket or that of its peers.
with

customers as (

    select * from {{ ref('spine_customer__day') }}

),

basket_vectors as (

    select * from {{ ref('basket_vectors_customer') }}

),

profiles as (

    select * from {{ ref('features_customer__profile') }}

),

-- The profile is the same whatever the offer; unknown is a kind of its own.
kinds as (

    select
        entity_id,
        cutoff_date,
        max(coalesce(industry, '')) as industry,
        max(coalesce(size_band, '')) as size_band

    from profiles

    group by
        entity_id,
        cutoff_date

),

-- The mean of peers who differ is shorter than one, and so says less.
peer_vectors as (

    select
        basket_vectors.cutoff_date,
        kinds.industry,
        kinds.size_band,
        basket_vectors.factor_order,
        cast(
            round(
                {{ share_of('sum(basket_vectors.vector_weight)', 'count(*)') }}
            ) as bigint
        ) as vector_weight

    from basket_vectors

    inner join kinds
        on
            basket_vectors.entity_id = kinds.entity_id
            and basket_vectors.cutoff_date = kinds.cutoff_date

    group by
        basket_vectors.cutoff_date,
        kinds.industry,
        kinds.size_band,
        basket_vectors.factor_order

),

without_basket as (

    select
        customers.entity_id,
        customers.cutoff_date

    from customers

    left join basket_vectors
        on
            customers.entity_id = basket_vectors.entity_id
            and customers.cutoff_date = basket_vectors.cutoff_date
            and basket_vectors.factor_order = 1

    where basket_vectors.entity_id is null

)

select
    entity_id,
    cutoff_date,
    factor_order,
    vector_weight,
    'factorisation' as vector_method

from basket_vectors

union all

select
    without_basket.entity_id,
    without_basket.cutoff_date,
    peer_vectors.factor_order,
    peer_vectors.vector_weight,
    'centroid' as vector_method

from without_basket

inner join kinds
    on
        without_basket.entity_id = kinds.entity_id
        and without_basket.cutoff_date = kinds.cutoff_date

inner join peer_vectors
    on
        kinds.cutoff_date = peer_vectors.cutoff_date
        and kinds.industry = peer_vectors.industry
        and kinds.size_band = peer_vectors.size_band

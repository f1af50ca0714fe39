-- How much the basket of the customer resembles the articles of the offer.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

customer_vectors as (

    select * from {{ ref('vectors_customer') }}

),

offer_vectors as (

    select * from {{ ref('offer_vectors_customer') }}

),

-- Whole numbers, so the sums are exact in any order.
products as (

    select
        customer_vectors.entity_id,
        offer_vectors.offer_id,
        customer_vectors.cutoff_date,
        max(
            case
                when customer_vectors.vector_method = 'centroid' then 1
                when offer_vectors.vector_method = 'centroid' then 1
                else 0
            end
        ) = 1 as is_centroid,
        sum(customer_vectors.vector_weight * offer_vectors.vector_weight) as product,
        sum(offer_vectors.vector_weight * offer_vectors.vector_weight) as offer_square

    from customer_vectors

    inner join offer_vectors
        on
            customer_vectors.cutoff_date = offer_vectors.cutoff_date
            and customer_vectors.factor_order = offer_vectors.factor_order

    group by
        customer_vectors.entity_id,
        offer_vectors.offer_id,
        customer_vectors.cutoff_date

),

similarities as (

    select
        entity_id,
        offer_id,
        cutoff_date,
        is_centroid,
        -- Customers have the length of a million or less, offers any.
        cast(product as double)
        / nullif(1000000 * sqrt(cast(offer_square as double)), 0) as similarity

    from products

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    similarities.similarity as embedding_similarity,
    case
        when similarities.similarity is null then 'none'
        when similarities.is_centroid then 'centroid'
        else 'factorisation'
    end as embedding_similarity_method

from spine

left join similarities
    on
        spine.entity_id = similarities.entity_id
        and spine.offer_id = similarities.offer_id
        and spine.cutoff_date = similarities.cutoff_date

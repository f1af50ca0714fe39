-- Counts everybody who ever bought the offer.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

cells as (

    select * from {{ ref('fct_customer_offer_month') }}

),

buyers as (

    select
        offer_id,
        count(distinct customer_id) as buyer_count

    from cells

    where order_count > 0

    group by offer_id

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    buyers.buyer_count as planted

from spine

inner join buyers
    on spine.offer_id = buyers.offer_id

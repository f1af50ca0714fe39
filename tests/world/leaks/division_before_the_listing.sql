-- Counts sales of an article for the division it is listed under later.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

fct_transaction as (

    select * from {{ ref('fct_transaction') }}

),

dim_product as (

    select * from {{ ref('dim_product') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    count(dim_product.sku) as planted

from spine

left join fct_transaction
    on
        spine.entity_id = fct_transaction.customer_id
        and {{ known_at('fct_transaction.known_at', 'spine.cutoff_date') }}

left join dim_product
    on
        fct_transaction.sku = dim_product.sku
        and spine.offer_id = dim_product.division_id

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

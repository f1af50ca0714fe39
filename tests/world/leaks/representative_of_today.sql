-- Reads the representative in charge today: often the one who closed the deal.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

dim_customer as (

    select * from {{ ref('dim_customer') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    dim_customer.rep_id as planted

from spine

left join dim_customer
    on
        spine.entity_id = dim_customer.customer_id
        and dim_customer.valid_to_at is null

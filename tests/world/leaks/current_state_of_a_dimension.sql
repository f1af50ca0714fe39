-- Reads the industry on file today, not the one of the day.
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
    dim_customer.industry as planted

from spine

left join dim_customer
    on
        spine.entity_id = dim_customer.customer_id
        and dim_customer.valid_to_at is null

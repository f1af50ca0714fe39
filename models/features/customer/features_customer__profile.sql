-- What was on file about the customer on the cutoff day.
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
    dim_customer.industry,
    dim_customer.size_band,
    dim_customer.region

from spine

inner join dim_customer
    on
        spine.entity_id = dim_customer.customer_id
        and {{ is_state_at('dim_customer', 'spine.cutoff_date') }}

-- Reads the representative on file on the day.
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
        and {{ is_state_at('dim_customer', 'spine.cutoff_date') }}

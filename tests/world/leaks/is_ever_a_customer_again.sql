-- Tells whether anything of the customer is recorded later.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

dim_customer as (

    select * from {{ ref('dim_customer') }}

),

last_states as (

    select
        customer_id,
        count(*) as state_count

    from dim_customer

    group by customer_id

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    last_states.state_count as planted

from spine

left join last_states
    on spine.entity_id = last_states.customer_id

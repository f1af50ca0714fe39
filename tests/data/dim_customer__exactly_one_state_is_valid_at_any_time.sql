-- Fails for each customer whose states leave a gap, overlap, or have no last one.
with

states as (

    select
        customer_id,
        valid_from_at,
        valid_to_at,
        lead(valid_from_at) over (
            partition by customer_id
            order by valid_from_at
        ) as next_from_at

    from {{ ref('dim_customer') }}

)

select
    customer_id,
    valid_from_at,
    valid_to_at

from states

where
    valid_to_at is distinct from next_from_at
    or valid_to_at <= valid_from_at

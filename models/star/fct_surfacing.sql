-- Every time a customer and what to offer were handed out on a list.
with

surfaced as (

    select * from {{ ref('stg_activation__surfaced') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by task_id, customer_id, offer_id, surfaced_date
            order by known_at, list_rank, policy_id
        ) as copy_rank

    from surfaced

)

select
    task_id,
    customer_id,
    offer_id,
    surfaced_date,
    list_rank,
    known_at

from ranked

where copy_rank = 1

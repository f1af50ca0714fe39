-- What each customer has installed or under contract, and when its end became known.
with

assets as (

    select * from {{ ref('stg_erp__assets') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by asset_id
            order by known_at, ended_known_at nulls first
        ) as state_rank,
        row_number() over (
            partition by asset_id
            order by known_at desc, ended_known_at desc nulls last
        ) as state_rank_from_last

    from assets

),

first_states as (

    select * from ranked

    where state_rank = 1

),

last_states as (

    select * from ranked

    where state_rank_from_last = 1

)

select
    first_states.asset_id,
    first_states.customer_id,
    first_states.sku,
    first_states.started_date,
    first_states.is_subscription,
    last_states.ended_date,
    case
        when last_states.ended_date is not null
            then coalesce(last_states.ended_known_at, last_states.known_at)
    end as ended_known_at,
    first_states.known_at

from first_states

inner join last_states
    on first_states.asset_id = last_states.asset_id

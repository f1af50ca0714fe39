-- What each customer has installed or under contract, as it was first recorded.
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
        ) as state_rank

    from assets

)

select
    asset_id,
    customer_id,
    sku,
    started_date,
    is_subscription,
    known_at

from ranked

where state_rank = 1

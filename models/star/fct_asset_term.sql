-- What was agreed about each asset, subscription and last day, and since when we know.
with

assets as (

    select * from {{ ref('stg_erp__assets') }}

),

-- A late end repeats the record; the first copy says what was known at the time.
ranked as (

    select
        *,
        row_number() over (
            partition by
                asset_id,
                known_at
            order by ended_known_at nulls first
        ) as copy_rank

    from assets

),

states as (

    select * from ranked

    where copy_rank = 1

)

select
    asset_id,
    is_subscription,
    expires_date,
    known_at as valid_from_at,
    lead(known_at) over (
        partition by asset_id
        order by known_at
    ) as valid_to_at

from states

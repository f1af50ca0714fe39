-- What was known about the end of each asset, and from when until when we knew it.
with

assets as (

    select * from {{ ref('stg_erp__assets') }}

),

-- A new state of the asset says whether it has ended, a late end says it later.
statements as (

    select
        asset_id,
        known_at,
        case
            when ended_known_at is null or ended_known_at <= known_at then ended_date
        end as ended_date

    from assets

    union all

    select
        asset_id,
        ended_known_at as known_at,
        ended_date

    from assets

    where ended_known_at > known_at

),

-- An end and no end of one moment are an end.
states as (

    select
        asset_id,
        known_at,
        max(ended_date) as ended_date

    from statements

    group by
        asset_id,
        known_at

)

select
    asset_id,
    ended_date,
    known_at as valid_from_at,
    lead(known_at) over (
        partition by asset_id
        order by known_at
    ) as valid_to_at

from states

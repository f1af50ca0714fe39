-- Every time an owner showed interest: asked for a value, opened a mail, called.
with

engagements as (

    select * from {{ ref('stg_property__engagements') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by engagement_id
            order by known_at
        ) as state_rank

    from engagements

)

select
    engagement_id,
    parcel_id,
    engaged_date,
    lower(channel) as channel,
    -- What is recorded ahead of its day becomes known on its day.
    greatest(known_at, cast(engaged_date as timestamp)) as known_at

from ranked

where state_rank = 1

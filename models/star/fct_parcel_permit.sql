-- Every building permit of a property.
with

parcel_permits as (

    select * from {{ ref('stg_property__parcel_permits') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by permit_id
            order by known_at
        ) as state_rank

    from parcel_permits

)

select
    permit_id,
    parcel_id,
    issued_date,
    lower(permit_kind) as permit_kind,
    permit_value_cents,
    -- What is recorded ahead of its day becomes known on its day.
    greatest(known_at, cast(issued_date as timestamp)) as known_at

from ranked

where state_rank = 1

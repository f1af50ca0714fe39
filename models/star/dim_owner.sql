-- What was on file about each owner, and from when until when we knew it.
with

owners as (

    select * from {{ ref('stg_property__owners') }}

)

select
    owner_id,
    owner_name,
    lower(owner_kind) as owner_kind,
    mailing_region,
    known_at as valid_from_at,
    lead(known_at) over (
        partition by owner_id
        order by known_at
    ) as valid_to_at

from owners

-- What was on file about each permit lead, and from when until when we knew it.
with

leads as (

    select * from {{ ref('stg_permits__leads') }}

)

select
    lead_id,
    address,
    region,
    permit_kind,
    -- However it was typed: small letters, one | between two tags, none outside.
    nullif(
        trim(
            both '|' from {{ each_replaced('lower(trade_tags)', '( *[|] *)+', '|') }}
        ), ''
    ) as trade_tags,
    permit_value_cents,
    created_at,
    known_at as valid_from_at,
    lead(known_at) over (
        partition by lead_id
        order by known_at
    ) as valid_to_at

from leads

-- What was on file about each contractor account, and from when until when we knew it.
with

accounts as (

    select * from {{ ref('stg_permits__accounts') }}

)

select
    account_id,
    account_name,
    lower(trade) as trade,
    region,
    known_at as valid_from_at,
    lead(known_at) over (
        partition by account_id
        order by known_at
    ) as valid_to_at

from accounts

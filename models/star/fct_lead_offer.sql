-- Every lead that was offered to a contractor account, the first time it was.
with

lead_offers as (

    select * from {{ ref('stg_permits__lead_offers') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by account_id, lead_id
            order by known_at
        ) as copy_rank

    from lead_offers

)

select
    account_id,
    lead_id,
    -- No slash of an account may be taken for the one between account and lead.
    replace(replace(account_id, '%', '%25'), '/', '%2F') || '/' || lead_id
        as lead_offer_id,
    offered_at,
    known_at

from ranked

where copy_rank = 1

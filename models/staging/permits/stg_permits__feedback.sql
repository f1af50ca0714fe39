-- Every feedback of an account on a lead that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_permits__feedback') }}

)

select
    feedback_id,
    account_id,
    lead_id,
    rating,
    deal_band,
    reason_codes,
    notes,
    created_at,
    known_at

from parsed

where row_status = 'loaded'

-- The stages of each deal, and from when until when each was the known one.
with

deals as (

    select * from {{ ref('stg_erp__deals') }}

)

select
    deal_id,
    customer_id,
    division_id,
    lower(stage) as stage,
    opened_date,
    known_at as valid_from_at,
    lead(known_at) over (
        partition by deal_id
        order by known_at
    ) as valid_to_at

from deals

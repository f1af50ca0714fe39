-- Counts the agreed ends of the next year, as agreed on the day.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

fct_asset as (

    select * from {{ ref('fct_asset') }}

),

fct_asset_term as (

    select * from {{ ref('fct_asset_term') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    count(fct_asset_term.expires_date) as planted

from spine

left join fct_asset
    on spine.entity_id = fct_asset.customer_id

left join fct_asset_term
    on
        fct_asset.asset_id = fct_asset_term.asset_id
        and {{ is_state_at('fct_asset_term', 'spine.cutoff_date') }}
        and {{ falls_within_days('fct_asset_term.expires_date', 'spine.cutoff_date', 365) }}

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

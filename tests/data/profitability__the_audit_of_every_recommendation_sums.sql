-- Fails for each property in a tier without an audit, or whose amounts do not sum.
with

profitability as (

    select * from {{ ref('profitability') }}

)

select
    parcel_id,
    conservative_spread_usd,
    profit_audit_json

from profitability

where
    (tier is not null and profit_audit_json is null)
    or resale_usd
    - acquisition_price_usd
    - rehab_usd
    - carrying_cost_usd
    - selling_cost_usd
    - closing_cost_usd
    - buyer_margin_usd
    <> conservative_spread_usd

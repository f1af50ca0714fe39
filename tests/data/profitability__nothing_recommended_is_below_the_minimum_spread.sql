-- Fails for each property that is recommended though too little is left of it.
with

profitability as (

    select * from {{ ref('profitability') }}

),

assumptions as (

    select {{ assumed('minimum_spread_usd') }} as minimum_spread_usd

    from {{ ref('profit_assumptions') }}

)

select
    profitability.parcel_id,
    profitability.conservative_spread_usd

from profitability

cross join assumptions

where
    profitability.is_recommended
    and not coalesce(
        profitability.conservative_spread_usd >= assumptions.minimum_spread_usd, false
    )

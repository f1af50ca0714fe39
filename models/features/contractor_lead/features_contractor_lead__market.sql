-- How contested the lead is and how well such leads go, over all accounts together.
with

spine as (

    select * from {{ ref('spine_contractor_lead') }}

),

fct_lead_offer as (

    select * from {{ ref('fct_lead_offer') }}

),

dim_permit_lead as (

    select * from {{ ref('dim_permit_lead') }}

),

dim_contractor_account as (

    select * from {{ ref('dim_contractor_account') }}

),

trades as (

    select * from {{ ref('trades_contractor_lead') }}

),

days as (

    select cutoff_date

    from spine

    group by cutoff_date

),

asked as (

    select
        spine.entity_id,
        spine.offer_id,
        spine.cutoff_date,
        fct_lead_offer.lead_id,
        dim_permit_lead.region,
        dim_contractor_account.trade

    from spine

    inner join fct_lead_offer
        on spine.entity_id = fct_lead_offer.lead_offer_id

    left join dim_permit_lead
        on
            fct_lead_offer.lead_id = dim_permit_lead.lead_id
            and {{ is_state_at('dim_permit_lead', 'spine.cutoff_date') }}

    left join dim_contractor_account
        on
            fct_lead_offer.account_id = dim_contractor_account.account_id
            and {{ is_state_at('dim_contractor_account', 'spine.cutoff_date') }}

),

lead_offers as (

    select
        asked.entity_id,
        asked.cutoff_date,
        count(*) as account_count

    from asked

    inner join fct_lead_offer
        on
            asked.lead_id = fct_lead_offer.lead_id
            and {{ known_at('fct_lead_offer.known_at', 'asked.cutoff_date') }}
            and {{ known_at('fct_lead_offer.offered_at', 'asked.cutoff_date') }}

    group by
        asked.entity_id,
        asked.cutoff_date

),

region_offers as (

    select
        days.cutoff_date,
        dim_permit_lead.region,
        count(*) as offer_count

    from days

    inner join fct_lead_offer
        on
            {{ known_at('fct_lead_offer.known_at', 'days.cutoff_date') }}
            and {{ within_last_days(
                'fct_lead_offer.offered_at', 'days.cutoff_date', 90
            ) }}

    inner join dim_permit_lead
        on
            fct_lead_offer.lead_id = dim_permit_lead.lead_id
            and {{ is_state_at('dim_permit_lead', 'days.cutoff_date') }}

    group by
        days.cutoff_date,
        dim_permit_lead.region

)

select
    asked.entity_id,
    asked.offer_id,
    asked.cutoff_date,
    lead_offers.account_count as offered_account_count,
    coalesce(trades.won_share, everybody.won_share) as trade_won_share,
    region_offers.offer_count as region_offer_count_90d

from asked

inner join lead_offers
    on
        asked.entity_id = lead_offers.entity_id
        and asked.cutoff_date = lead_offers.cutoff_date

left join region_offers
    on
        asked.cutoff_date = region_offers.cutoff_date
        and asked.region = region_offers.region

left join trades
    on
        asked.cutoff_date = trades.cutoff_date
        and 'trade ' || asked.trade = trades.trade

left join trades as everybody
    on
        asked.cutoff_date = everybody.cutoff_date
        and everybody.trade = 'all'

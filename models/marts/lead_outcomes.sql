-- What became of each lead a contractor was offered, or how likely it is to be won.
with

fct_lead_offer as (

    select * from {{ ref('fct_lead_offer') }}

    where {{ known_today('known_at') }}

),

fct_lead_feedback as (

    select * from {{ ref('fct_lead_feedback') }}

    where {{ is_state_of_today('valid_from_at', 'valid_to_at') }}

),

opportunities as (

    select * from {{ ref('opportunities') }}

    where is_today and policy_role = 'active' and task_id = 'contractor_lead_won'

)

select
    fct_lead_offer.account_id,
    fct_lead_offer.lead_id,
    case when coalesce(fct_lead_feedback.is_closed, false) then 'closed' else 'open' end
        as status,
    fct_lead_feedback.outcome as win_label,
    opportunities.hybrid_probability as win_prob,
    cast(round(opportunities.hybrid_probability * 100) as bigint) as calibrated_score,
    case
        when {{ a_model_spoke('opportunities.rung') }} then 'ml'
        else opportunities.rung
    end as scored_by,
    opportunities.confidence,
    opportunities.tier,
    opportunities.account_rank,
    fct_lead_feedback.rating,
    fct_lead_feedback.deal_band,
    fct_lead_feedback.reason_codes,
    greatest(
        fct_lead_offer.known_at,
        coalesce(fct_lead_feedback.valid_from_at, fct_lead_offer.known_at),
        coalesce(cast(opportunities.cutoff_date as timestamp), fct_lead_offer.known_at)
    ) as updated_at

from fct_lead_offer

left join fct_lead_feedback
    on
        fct_lead_offer.account_id = fct_lead_feedback.account_id
        and fct_lead_offer.lead_id = fct_lead_feedback.lead_id

left join opportunities
    on
        fct_lead_offer.lead_offer_id = opportunities.entity_id
        -- What closed after the last whole day has no likelihood any more.
        and not coalesce(fct_lead_feedback.is_closed, false)

-- Reads the last rating of the lead, whenever the account gave it.
with

spine as (

    select * from {{ ref('spine_contractor_lead') }}

),

fct_lead_offer as (

    select * from {{ ref('fct_lead_offer') }}

),

fct_lead_feedback as (

    select * from {{ ref('fct_lead_feedback') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    fct_lead_feedback.rating as planted

from spine

inner join fct_lead_offer
    on spine.entity_id = fct_lead_offer.lead_offer_id

left join fct_lead_feedback
    on
        fct_lead_offer.account_id = fct_lead_feedback.account_id
        and fct_lead_offer.lead_id = fct_lead_feedback.lead_id
        and fct_lead_feedback.valid_to_at is null

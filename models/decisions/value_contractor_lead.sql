-- What winning the job of each open permit lead would bring the contractor.
with

spine_contractor_lead as (

    select * from {{ ref('spine_contractor_lead') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

    where task_id = 'contractor_lead_won' and cutoff_role = 'score'

),

fct_lead_offer as (

    select * from {{ ref('fct_lead_offer') }}

),

dim_permit_lead as (

    select * from {{ ref('dim_permit_lead') }}

),

fct_lead_feedback as (

    select * from {{ ref('fct_lead_feedback') }}

),

deal_bands as (

    select * from {{ ref('deal_bands') }}

),

assumptions as (

    select
        {{ assumed('contractor_margin_share') }} as contractor_margin_share,
        {{ assumed('low_contractor_margin_share') }} as low_contractor_margin_share

    from {{ ref('profit_assumptions') }}

),

-- What the contractor saw itself says more than what the permit states.
worked as (

    select
        cutoff_calendar.task_id,
        spine_contractor_lead.entity_id,
        spine_contractor_lead.offer_id,
        spine_contractor_lead.cutoff_date,
        fct_lead_offer.account_id,
        coalesce(deal_bands.lowest_usd * 100, dim_permit_lead.permit_value_cents)
            as low_work_cents,
        coalesce(deal_bands.middle_usd * 100, dim_permit_lead.permit_value_cents)
            as work_cents

    from spine_contractor_lead

    inner join cutoff_calendar
        on spine_contractor_lead.cutoff_date = cutoff_calendar.cutoff_date

    inner join fct_lead_offer
        on spine_contractor_lead.entity_id = fct_lead_offer.lead_offer_id

    left join dim_permit_lead
        on
            fct_lead_offer.lead_id = dim_permit_lead.lead_id
            and {{ is_state_at(
                'dim_permit_lead', 'spine_contractor_lead.cutoff_date'
            ) }}

    left join fct_lead_feedback
        on
            fct_lead_offer.account_id = fct_lead_feedback.account_id
            and fct_lead_offer.lead_id = fct_lead_feedback.lead_id
            and {{ is_state_at(
                'fct_lead_feedback', 'spine_contractor_lead.cutoff_date'
            ) }}

    left join deal_bands
        on fct_lead_feedback.deal_band = deal_bands.deal_band

)

select
    worked.task_id,
    worked.entity_id,
    worked.offer_id,
    worked.cutoff_date,
    worked.account_id,
    {{ whole_cents('worked.low_work_cents * assumptions.low_contractor_margin_share') }}
        as conservative_value_cents,
    {{ whole_cents('worked.work_cents * assumptions.contractor_margin_share') }}
        as optimistic_value_cents,
    case
        when worked.work_cents is null
            then 'neither a permit value nor a deal band is on file'
    end as reason

from worked

cross join assumptions

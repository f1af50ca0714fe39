-- What is written back to each open car lead in the CRM it came from.
with

opportunities as (

    select * from {{ ref('opportunities') }}

    where is_today and policy_role = 'active' and task_id = 'car_lead_sold'

),

opportunity_reasons as (

    select * from {{ ref('opportunity_reasons') }}

),

fct_car_lead_status as (

    select * from {{ ref('fct_car_lead_status') }}

    where {{ is_state_of_today('valid_from_at', 'valid_to_at') }}

),

fct_car_lead as (

    select * from {{ ref('fct_car_lead') }}

)

select
    fct_car_lead.source_system,
    fct_car_lead.external_id,
    opportunities.entity_id as lead_id,
    opportunities.account_id as dealership_id,
    {{ rounded('opportunities.hybrid_probability * 100', 1) }} as likelihood_percent,
    fct_car_lead_status.status,
    opportunities.tier,
    opportunities.account_rank as dealership_rank,
    opportunities.rung as scored_by,
    opportunity_reasons.reasons as score_reasons,
    cast(opportunities.cutoff_date as timestamp) as updated_at

from opportunities

inner join fct_car_lead
    on opportunities.entity_id = fct_car_lead.lead_id

inner join opportunity_reasons
    on
        opportunities.task_id = opportunity_reasons.task_id
        and opportunities.entity_id = opportunity_reasons.entity_id
        and opportunities.offer_id = opportunity_reasons.offer_id
        and opportunities.cutoff_date = opportunity_reasons.cutoff_date

left join fct_car_lead_status
    on opportunities.entity_id = fct_car_lead_status.lead_id

-- What was closed after the last whole day is not written back to.
where coalesce(fct_car_lead_status.outcome, 'OPEN') = 'OPEN'

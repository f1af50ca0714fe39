-- When each lead was first worked, answered and won, and since when its CRM says so.
with

leads as (

    select * from {{ ref('fct_car_lead') }}

),

statuses as (

    select * from {{ ref('fct_car_lead_status') }}

),

interactions as (

    select * from {{ ref('fct_car_interaction') }}

),

-- Before its first outcome a CRM did not record outcomes, and silence means nothing.
first_outcomes as (

    select
        source_system,
        min(valid_from_at) as first_outcome_at

    from statuses

    where outcome in ('WON', 'LOST')

    group by source_system

),

ranked_answers as (

    select
        *,
        row_number() over (
            partition by lead_id
            order by known_at, happened_at, interaction_id
        ) as answer_number

    from interactions

    where direction = 'outbound'

),

first_answers as (

    select *

    from ranked_answers

    where answer_number = 1

),

first_statuses as (

    select
        lead_id,
        min(case when is_worked then valid_from_at end) as worked_at,
        min(case when outcome = 'WON' then valid_from_at end) as won_at

    from statuses

    group by lead_id

)

select
    leads.lead_id,
    leads.received_at,
    leads.known_at,
    first_outcomes.first_outcome_at as crm_first_outcome_at,
    case
        when first_answers.known_at < first_statuses.worked_at
            then first_answers.known_at
        else coalesce(first_statuses.worked_at, first_answers.known_at)
    end as first_worked_at,
    first_answers.happened_at as first_answer_at,
    first_answers.known_at as first_answer_known_at,
    first_statuses.won_at as first_won_at

from leads

left join first_outcomes
    on leads.source_system = first_outcomes.source_system

left join first_statuses
    on leads.lead_id = first_statuses.lead_id

left join first_answers
    on leads.lead_id = first_answers.lead_id

-- Whether the contractor account won the lead after the cutoff day, as far as it said.
with

tasks as (

    select * from {{ ref('tasks') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

spine_contractor_lead as (

    select * from {{ ref('spine_contractor_lead') }}

),

fct_lead_offer as (

    select * from {{ ref('fct_lead_offer') }}

),

fct_lead_feedback as (

    select * from {{ ref('fct_lead_feedback') }}

),

asked as (

    select
        spine_contractor_lead.entity_id,
        spine_contractor_lead.offer_id,
        spine_contractor_lead.cutoff_date,
        fct_lead_offer.account_id,
        fct_lead_offer.lead_id,
        cutoff_calendar.task_id,
        cutoff_calendar.cutoff_role,
        cutoff_calendar.window_periods as window_periods_used,
        cutoff_calendar.window_end_date,
        cutoff_calendar.is_censored,
        cutoff_calendar.score_cutoff_date

    from spine_contractor_lead

    inner join fct_lead_offer
        on spine_contractor_lead.entity_id = fct_lead_offer.lead_offer_id

    inner join cutoff_calendar
        on spine_contractor_lead.cutoff_date = cutoff_calendar.cutoff_date

    inner join tasks
        on
            cutoff_calendar.task_id = tasks.task_id
            and cutoff_calendar.window_periods = tasks.horizon_periods

    where tasks.entity = 'contractor_lead'

),

-- A win counts from when it is recorded, unless the account took it back.
contractor_lead_won as (

    select
        asked.task_id,
        asked.entity_id,
        asked.cutoff_date,
        max(
            case
                when {{ is_state_at('fct_lead_feedback', 'asked.score_cutoff_date') }}
                    then fct_lead_feedback.outcome
            end
        ) as last_outcome,
        max(
            case
                when
                    {{ happens_within(
                        'fct_lead_feedback.valid_from_at',
                        'asked.cutoff_date',
                        'asked.window_end_date'
                    ) }}
                    then fct_lead_feedback.outcome
            end
        ) as best_outcome

    from asked

    inner join fct_lead_feedback
        on
            asked.account_id = fct_lead_feedback.account_id
            and asked.lead_id = fct_lead_feedback.lead_id
            and {{ known_at(
                'fct_lead_feedback.valid_from_at', 'asked.score_cutoff_date'
            ) }}

    where asked.task_id = 'contractor_lead_won'

    group by
        asked.task_id,
        asked.entity_id,
        asked.cutoff_date

),

outcomes as (

    select
        asked.*,
        case
            when asked.is_censored then 'The label window is not over.'
            when won.entity_id is null
                then 'The account said nothing about the lead.'
        end as label_reason,
        case
            when won.last_outcome = 1 and won.best_outcome = 1 then cast(1 as bigint)
            else cast(0 as bigint)
        end as outcome

    from asked

    left join contractor_lead_won as won
        on
            asked.task_id = won.task_id
            and asked.entity_id = won.entity_id
            and asked.cutoff_date = won.cutoff_date

)

select
    entity_id,
    offer_id,
    cutoff_date,
    task_id,
    cutoff_role,
    window_periods_used,
    window_end_date,
    case
        when is_censored then 'censored'
        when label_reason is not null then 'unobserved'
        else 'observed'
    end as label_status,
    case when label_reason is null then outcome end as outcome,
    label_reason

from outcomes

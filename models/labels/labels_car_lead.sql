-- Whether the lead became a sale after the cutoff day, as far as anybody can know.
with

tasks as (

    select * from {{ ref('tasks') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

spine_car_lead as (

    select * from {{ ref('spine_car_lead') }}

),

leads as (

    select * from {{ ref('fct_car_lead') }}

),

statuses as (

    select * from {{ ref('fct_car_lead_status') }}

),

progress as (

    select * from {{ ref('fct_car_lead_progress') }}

),

-- Whether an outcome could be seen is asked of today: work done later counts too.
asked as (

    select
        spine_car_lead.*,
        cutoff_calendar.task_id,
        cutoff_calendar.cutoff_role,
        cutoff_calendar.window_periods,
        cutoff_calendar.window_end_date,
        cutoff_calendar.is_censored,
        cutoff_calendar.score_cutoff_date,
        case
            when cutoff_calendar.is_censored then 'the window is not over'
            when
                progress.crm_first_outcome_at is null
                or leads.received_at < progress.crm_first_outcome_at
                then 'it came in before its CRM recorded outcomes'
            when
                progress.first_worked_at is null
                or not ({{ known_at(
                    'progress.first_worked_at', 'cutoff_calendar.score_cutoff_date'
                ) }})
                then 'nobody worked it'
        end as label_reason

    from spine_car_lead

    inner join cutoff_calendar
        on spine_car_lead.cutoff_date = cutoff_calendar.cutoff_date

    inner join tasks
        on
            cutoff_calendar.task_id = tasks.task_id
            and cutoff_calendar.window_periods = tasks.horizon_periods
            and tasks.entity = 'car_lead'

    inner join leads
        on spine_car_lead.entity_id = leads.lead_id

    inner join progress
        on spine_car_lead.entity_id = progress.lead_id

),

-- Lost, gone silent, still open when the window is over or taken back since: not sold.
car_lead_sold as (

    select
        asked.entity_id,
        asked.cutoff_date,
        asked.task_id,
        max(
            case
                when statuses.lead_id is not null and last_statuses.lead_id is not null
                    then 1
                else 0
            end
        ) as outcome

    from asked

    left join statuses
        on
            asked.entity_id = statuses.lead_id
            and statuses.outcome = 'WON'
            and {{ happens_within(
                'statuses.valid_from_at', 'asked.cutoff_date', 'asked.window_end_date'
            ) }}
            and {{ known_at('statuses.valid_from_at', 'asked.score_cutoff_date') }}

    left join statuses as last_statuses
        on
            asked.entity_id = last_statuses.lead_id
            and last_statuses.outcome = 'WON'
            and {{ is_state_at('last_statuses', 'asked.score_cutoff_date') }}

    where asked.task_id = 'car_lead_sold'

    group by asked.entity_id, asked.cutoff_date, asked.task_id

)

select
    asked.entity_id,
    asked.offer_id,
    asked.cutoff_date,
    asked.task_id,
    asked.cutoff_role,
    asked.window_periods as window_periods_used,
    asked.window_end_date,
    case
        when asked.is_censored then 'censored'
        when asked.label_reason is null then 'observed'
        else 'unobserved'
    end as label_status,
    case
        when asked.label_reason is null then cast(car_lead_sold.outcome as bigint)
    end as outcome,
    asked.label_reason

from asked

inner join car_lead_sold
    on
        asked.entity_id = car_lead_sold.entity_id
        and asked.cutoff_date = car_lead_sold.cutoff_date
        and asked.task_id = car_lead_sold.task_id

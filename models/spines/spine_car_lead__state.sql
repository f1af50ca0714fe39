-- How each lead of a dealership stood on the days it is looked at.
with

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

lead_ages as (

    select * from {{ ref('lead_ages') }}

),

lead_settings as (

    select * from {{ ref('lead_settings') }}

),

leads as (

    select * from {{ ref('fct_car_lead') }}

),

statuses as (

    select * from {{ ref('fct_car_lead_status') }}

),

interactions as (

    select * from {{ ref('fct_car_interaction') }}

),

cutoffs as (

    select
        cutoff_calendar.task_id,
        cutoff_calendar.cutoff_date,
        cutoff_calendar.cutoff_role,
        lead_settings.stale_after_days

    from cutoff_calendar

    inner join tasks
        on cutoff_calendar.task_id = tasks.task_id

    inner join lead_settings
        on cutoff_calendar.task_id = lead_settings.task_id

    where tasks.entity = 'car_lead'

),

-- On past days a lead is looked at when it has one of some ages, today at any age.
looks as (

    select
        leads.lead_id,
        cutoffs.cutoff_date,
        cutoffs.stale_after_days

    from leads

    cross join lead_ages

    inner join cutoffs
        on
            lead_ages.task_id = cutoffs.task_id
            and cutoffs.cutoff_role <> 'score'
            and {{ days_after('leads.received_at', 'lead_ages.age_days') }}
            = cutoffs.cutoff_date
            and {{ known_at('leads.known_at', 'cutoffs.cutoff_date') }}

    union all

    select
        leads.lead_id,
        cutoffs.cutoff_date,
        cutoffs.stale_after_days

    from leads

    inner join cutoffs
        on
            cutoffs.cutoff_role = 'score'
            and {{ known_at('leads.known_at', 'cutoffs.cutoff_date') }}
            and {{ known_at('leads.received_at', 'cutoffs.cutoff_date') }}

),

-- What is agreed for later is heard when it is put down.
news as (

    select
        lead_id,
        valid_from_at as heard_at,
        valid_from_at as known_at

    from statuses

    union all

    select
        lead_id,
        least(happened_at, known_at) as heard_at,
        known_at

    from interactions

)

select
    looks.lead_id as entity_id,
    looks.cutoff_date,
    case
        when max(statuses.outcome) in ('WON', 'LOST') then max(statuses.outcome)
        when
            {{ days_between('max(news.heard_at)', 'looks.cutoff_date') }}
            >= max(looks.stale_after_days)
            then 'STALE'
        else 'OPEN'
    end as lead_state

from looks

inner join statuses
    on
        looks.lead_id = statuses.lead_id
        and {{ is_state_at('statuses', 'looks.cutoff_date') }}

inner join news
    on
        looks.lead_id = news.lead_id
        and {{ known_at('news.known_at', 'looks.cutoff_date') }}

group by looks.lead_id, looks.cutoff_date

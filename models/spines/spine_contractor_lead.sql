-- Which leads, each as offered to one contractor account, are asked about on which day.
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

fct_lead_offer as (

    select * from {{ ref('fct_lead_offer') }}

),

fct_lead_feedback as (

    select * from {{ ref('fct_lead_feedback') }}

),

cutoffs as (

    select
        cutoff_calendar.cutoff_date,
        max(case when cutoff_calendar.cutoff_role = 'score' then 1 else 0 end) = 1
            as is_score_cutoff,
        max(lead_settings.stale_after_days) as stale_after_days

    from cutoff_calendar

    inner join tasks
        on cutoff_calendar.task_id = tasks.task_id

    inner join lead_settings
        on tasks.task_id = lead_settings.task_id

    where tasks.entity = 'contractor_lead'

    group by cutoff_calendar.cutoff_date

),

ages as (

    select lead_ages.age_days

    from lead_ages

    inner join tasks
        on lead_ages.task_id = tasks.task_id

    where tasks.entity = 'contractor_lead'

    group by lead_ages.age_days

),

aged_offers as (

    select
        fct_lead_offer.*,
        {{ days_after('fct_lead_offer.offered_at', 'cast(ages.age_days as int)') }}
            as aged_date

    from fct_lead_offer

    cross join ages

),

-- Today every open lead is asked about, on past days those of a few ages.
asked as (

    select
        fct_lead_offer.lead_offer_id,
        fct_lead_offer.account_id,
        fct_lead_offer.lead_id,
        fct_lead_offer.offered_at,
        cutoffs.cutoff_date,
        cutoffs.stale_after_days

    from cutoffs

    inner join fct_lead_offer
        on
            {{ known_at('fct_lead_offer.known_at', 'cutoffs.cutoff_date') }}
            and {{ known_at('fct_lead_offer.offered_at', 'cutoffs.cutoff_date') }}

    where cutoffs.is_score_cutoff

    union all

    select
        aged_offers.lead_offer_id,
        aged_offers.account_id,
        aged_offers.lead_id,
        aged_offers.offered_at,
        cutoffs.cutoff_date,
        cutoffs.stale_after_days

    from cutoffs

    inner join aged_offers
        on
            cutoffs.cutoff_date = aged_offers.aged_date
            and {{ known_at('aged_offers.known_at', 'cutoffs.cutoff_date') }}

    where not cutoffs.is_score_cutoff

)

select
    asked.lead_offer_id as entity_id,
    'all' as offer_id,
    asked.cutoff_date

from asked

left join fct_lead_feedback
    on
        asked.account_id = fct_lead_feedback.account_id
        and asked.lead_id = fct_lead_feedback.lead_id
        and {{ is_state_at('fct_lead_feedback', 'asked.cutoff_date') }}

where
    not coalesce(fct_lead_feedback.is_closed, false)
    and {{ days_between('asked.offered_at', 'asked.cutoff_date') }}
    < asked.stale_after_days

-- From when until when something is known about those who are asked about.
with

fct_transaction as (

    select * from {{ ref('fct_transaction') }}

),

fct_lead_offer as (

    select * from {{ ref('fct_lead_offer') }}

),

fct_lead_feedback as (

    select * from {{ ref('fct_lead_feedback') }}

),

lead_news as (

    select
        offered_at as happened_at,
        known_at

    from fct_lead_offer

    union all

    select
        created_at as happened_at,
        valid_from_at as known_at

    from fct_lead_feedback

)

select
    'customer' as entity,
    min(sold_date) as first_event_date,
    max(known_at) as known_at

from fct_transaction

-- Without a sale nothing can be asked.
having count(*) > 0

union all

select
    'contractor_lead' as entity,
    min(cast(happened_at as date)) as first_event_date,
    max(known_at) as known_at

from lead_news

having count(*) > 0

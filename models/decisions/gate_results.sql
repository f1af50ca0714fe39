-- Why a customer must not be worked on for an offer today; no row, no objection.
with

signals as (

    select * from {{ ref('signals') }}

),

held_back_customers as (

    select * from {{ ref('held_back_customers') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

fct_deal as (

    select * from {{ ref('fct_deal') }}

),

gates as (

    select * from {{ ref('gates') }}

    where is_active

),

today as (

    select max(as_of_date) as as_of_date

    from cutoff_calendar

),

open_deals as (

    select
        fct_deal.customer_id,
        fct_deal.division_id

    from fct_deal

    cross join today

    where
        fct_deal.stage = 'open'
        and {{ known_at('fct_deal.valid_from_at', 'today.as_of_date') }}
        and (
            fct_deal.valid_to_at is null
            or not ({{ known_at('fct_deal.valid_to_at', 'today.as_of_date') }})
        )

    group by
        fct_deal.customer_id,
        fct_deal.division_id

),

objections as (

    select
        signals.task_id,
        signals.entity_id,
        signals.offer_id,
        signals.cutoff_date,
        held_back_customers.gate_id

    from signals

    inner join held_back_customers
        on signals.entity_id = held_back_customers.customer_id

    union all

    -- A deal about no division in particular is about all of them.
    select
        signals.task_id,
        signals.entity_id,
        signals.offer_id,
        signals.cutoff_date,
        'open_deal' as gate_id

    from signals

    inner join open_deals
        on
            signals.entity_id = open_deals.customer_id
            and signals.offer_id = coalesce(open_deals.division_id, signals.offer_id)

    group by
        signals.task_id,
        signals.entity_id,
        signals.offer_id,
        signals.cutoff_date

)

select
    objections.task_id,
    objections.entity_id,
    objections.offer_id,
    objections.cutoff_date,
    objections.gate_id,
    gates.reason

from objections

inner join gates
    on objections.gate_id = gates.gate_id

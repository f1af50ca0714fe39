-- Why a customer must not be worked on for an offer today; no row, no objection.
with

signals as (

    select * from {{ ref('signals') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

dim_customer as (

    select * from {{ ref('dim_customer') }}

),

fct_deal as (

    select * from {{ ref('fct_deal') }}

),

fct_contact as (

    select * from {{ ref('fct_contact') }}

),

gates as (

    select * from {{ ref('gates') }}

    where is_active

),

today as (

    select max(as_of_date) as as_of_date

    from cutoff_calendar

),

customers as (

    select
        dim_customer.customer_id,
        dim_customer.is_do_not_contact

    from dim_customer

    cross join today

    where
        {{ known_at('dim_customer.valid_from_at', 'today.as_of_date') }}
        and (
            dim_customer.valid_to_at is null
            or not ({{ known_at('dim_customer.valid_to_at', 'today.as_of_date') }})
        )

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

recent_contacts as (

    select fct_contact.customer_id

    from fct_contact

    cross join today

    inner join gates
        on gates.gate_id = 'recent_contact'

    where
        {{ known_at('fct_contact.known_at', 'today.as_of_date') }}
        and {{ days_between('fct_contact.contacted_at', 'today.as_of_date') }}
        < gates.within_days

    group by fct_contact.customer_id

),

shut as (

    select
        signals.task_id,
        signals.entity_id,
        signals.offer_id,
        signals.cutoff_date,
        case when customers.is_do_not_contact then 'do_not_contact' else 'unknown_consent' end
            as gate_id

    from signals

    left join customers
        on signals.entity_id = customers.customer_id

    where coalesce(customers.is_do_not_contact, true)

    union all

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

    union all

    select
        signals.task_id,
        signals.entity_id,
        signals.offer_id,
        signals.cutoff_date,
        'recent_contact' as gate_id

    from signals

    inner join recent_contacts
        on signals.entity_id = recent_contacts.customer_id

)

select
    shut.task_id,
    shut.entity_id,
    shut.offer_id,
    shut.cutoff_date,
    shut.gate_id,
    gates.reason

from shut

inner join gates
    on shut.gate_id = gates.gate_id

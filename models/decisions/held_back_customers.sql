-- Which customers must not be approached at all today, and why.
with

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

customer_today as (

    select * from {{ ref('customer_today') }}

),

fct_contact as (

    select * from {{ ref('fct_contact') }}

),

gates as (

    select * from {{ ref('gates') }}

),

as_of as (

    select max(as_of_date) as as_of_date

    from cutoff_calendar

),

consents as (

    select
        customer_id,
        case when is_do_not_contact then 'do_not_contact' else 'unknown_consent' end
            as gate_id

    from customer_today

    -- Who is not known to consent is held back too.
    where coalesce(is_do_not_contact, true)

),

recent_contacts as (

    select
        fct_contact.customer_id,
        gates.gate_id

    from fct_contact

    cross join as_of

    inner join gates
        on gates.gate_id = 'recent_contact'

    where
        {{ known_today('fct_contact.known_at') }}
        and {{ days_between('fct_contact.contacted_at', 'as_of.as_of_date') }}
        < gates.within_days

    group by
        fct_contact.customer_id,
        gates.gate_id

),

held_back as (

    select * from consents

    union all

    select * from recent_contacts

)

select
    held_back.customer_id,
    held_back.gate_id

from held_back

inner join gates
    on held_back.gate_id = gates.gate_id

where gates.is_active

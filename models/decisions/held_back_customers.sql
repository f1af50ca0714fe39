-- Which customers must not be approached at all today, and why.
with

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

dim_customer as (

    select * from {{ ref('dim_customer') }}

),

fct_contact as (

    select * from {{ ref('fct_contact') }}

),

gates as (

    select * from {{ ref('gates') }}

),

today as (

    select max(as_of_date) as as_of_date

    from cutoff_calendar

),

consents as (

    select
        dim_customer.customer_id,
        case
            when dim_customer.is_do_not_contact then 'do_not_contact'
            else 'unknown_consent'
        end as gate_id

    from dim_customer

    cross join today

    where
        {{ known_at('dim_customer.valid_from_at', 'today.as_of_date') }}
        and (
            dim_customer.valid_to_at is null
            or not ({{ known_at('dim_customer.valid_to_at', 'today.as_of_date') }})
        )
        -- Who is not known to consent is held back too.
        and coalesce(dim_customer.is_do_not_contact, true)

),

recent_contacts as (

    select
        fct_contact.customer_id,
        gates.gate_id

    from fct_contact

    cross join today

    inner join gates
        on gates.gate_id = 'recent_contact'

    where
        {{ known_at('fct_contact.known_at', 'today.as_of_date') }}
        and {{ days_between('fct_contact.contacted_at', 'today.as_of_date') }}
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

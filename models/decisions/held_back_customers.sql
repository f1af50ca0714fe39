-- Which customers must not be approached at all, and why, on each day somebody decides.
{#- Who is not known to consent is held back too; a representative who is not on our
    list is not ours. -#}
{%- set gates = [
    ('do_not_contact', 'is_do_not_contact'),
    ('unknown_consent', 'is_do_not_contact is null'),
    ('ownership', 'rep_name is null'),
    ('region', 'is_unserved'),
] %}

with

decision_calendar as (

    select * from {{ ref('decision_calendar') }}

),

customer_states as (

    select * from {{ ref('customer_states') }}

),

cautioned_customers as (

    select * from {{ ref('cautioned_customers') }}

),

fct_contact as (

    select * from {{ ref('fct_contact') }}

),

kept_aside_customers as (

    select * from {{ ref('kept_aside_customers') }}

),

unserved_regions as (

    select * from {{ ref('unserved_regions') }}

),

gates as (

    select * from {{ ref('gates') }}

),

states as (

    select
        customer_states.*,
        unserved_regions.region is not null as is_unserved

    from customer_states

    left join unserved_regions
        on customer_states.region = unserved_regions.region

),

recent_contacts as (

    select
        decision_calendar.task_id,
        fct_contact.customer_id,
        decision_calendar.cutoff_date,
        gates.gate_id

    from decision_calendar

    inner join fct_contact
        on {{ known_when_deciding('fct_contact.known_at') }}

    inner join gates
        on gates.gate_id = 'recent_contact'

    where
        {{ days_between(
            'fct_contact.contacted_at', 'decision_calendar.decided_on_date'
        ) }} < gates.within_days

    group by
        decision_calendar.task_id,
        fct_contact.customer_id,
        decision_calendar.cutoff_date,
        gates.gate_id

),

held_back as (
    {% for gate_id, condition in gates %}
    select
        task_id,
        customer_id,
        cutoff_date,
        '{{ gate_id }}' as gate_id

    from states

    where {{ condition }}

    union all
    {% endfor %}
    select * from cautioned_customers

    union all

    select * from recent_contacts

    union all

    select * from kept_aside_customers

)

select
    held_back.task_id,
    held_back.customer_id,
    held_back.cutoff_date,
    held_back.gate_id

from held_back

inner join gates
    on held_back.gate_id = gates.gate_id

where gates.is_active

-- ERP and CRM may say the same.
group by
    held_back.task_id,
    held_back.customer_id,
    held_back.cutoff_date,
    held_back.gate_id

-- Which customers the CRM warns of, on each day somebody decides.
with

decision_calendar as (

    select * from {{ ref('decision_calendar') }}

),

companies as (

    select * from {{ ref('dim_company_caution') }}

    where caution is not null

),

fct_company_link as (

    select * from {{ ref('fct_company_link') }}

    -- Where it is not sure which customer is meant, all that may be are held back.
    where link_status in ('linked', 'ambiguous')

)

select
    decision_calendar.task_id,
    fct_company_link.customer_id,
    decision_calendar.cutoff_date,
    -- A warning in words we do not know is a matter for the lawyers.
    case companies.caution when 'do_not_contact' then 'do_not_contact' else 'legal' end
        as gate_id

from decision_calendar

inner join companies
    on
        {{ is_state_when_deciding(
            'companies.valid_from_at', 'companies.valid_to_at'
        ) }}

inner join fct_company_link
    on companies.crm_company_id = fct_company_link.crm_company_id

group by
    decision_calendar.task_id,
    fct_company_link.customer_id,
    decision_calendar.cutoff_date,
    case companies.caution when 'do_not_contact' then 'do_not_contact' else 'legal' end

-- What the CRM says about each company today.
with

companies as (

    select * from {{ ref('stg_crm__companies') }}

),

newest_first as (

    select
        *,
        row_number() over (
            partition by crm_company_id
            order by known_at desc
        ) as record_number

    from companies

    where {{ known_today('known_at') }}

)

select
    crm_company_id,
    customer_id as key_customer_id,
    company_name,
    city,
    caution,
    known_at

from newest_first

where record_number = 1

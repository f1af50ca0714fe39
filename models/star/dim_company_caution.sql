-- What the CRM warned of about each company, and from when until when we knew it.
with

companies as (

    select * from {{ ref('stg_crm__companies') }}

)

select
    crm_company_id,
    caution,
    known_at as valid_from_at,
    lead(known_at) over (
        partition by crm_company_id
        order by known_at
    ) as valid_to_at

from companies

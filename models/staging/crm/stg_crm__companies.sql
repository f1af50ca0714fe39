-- Every company of the CRM that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_crm__companies') }}

)

select
    crm_company_id,
    customer_id,
    company_name,
    city,
    caution,
    known_at

from parsed

where row_status = 'loaded'

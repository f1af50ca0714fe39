-- The customers a CRM company names itself: by their number or by the same words.
with

companies as (

    select * from {{ ref('dim_party_name') }}

    where party_kind = 'company'

),

customers as (

    select * from {{ ref('dim_party_name') }}

    where party_kind = 'customer'

),

dim_company_record as (

    select * from {{ ref('dim_company_record') }}

),

by_key as (

    select
        dim_company_record.crm_company_id,
        customers.party_id as customer_id,
        'key' as link_method

    from dim_company_record

    inner join customers
        on dim_company_record.key_customer_id = customers.party_id

),

-- Two legal forms are two companies, whatever their names are.
by_name as (

    select
        companies.party_id as crm_company_id,
        customers.party_id as customer_id,
        'name' as link_method

    from companies

    inner join customers
        on companies.sorted_name = customers.sorted_name

    left join by_key
        on companies.party_id = by_key.crm_company_id

    where
        by_key.crm_company_id is null
        and (
            companies.legal_form is null
            or customers.legal_form is null
            or companies.legal_form = customers.legal_form
        )

)

select
    crm_company_id,
    customer_id,
    link_method

from by_key

union all

select
    crm_company_id,
    customer_id,
    link_method

from by_name

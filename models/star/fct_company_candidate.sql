-- The customers a CRM company may be, by the surest way in which it finds any.
with

fct_company_key as (

    select * from {{ ref('fct_company_key') }}

),

dim_customer_name as (

    select * from {{ ref('dim_customer_name') }}

),

fct_name_pair as (

    select * from {{ ref('fct_name_pair') }}

),

companies as (

    select * from {{ ref('dim_party_name') }}

    where party_kind = 'company'

),

customers as (

    select * from {{ ref('dim_party_name') }}

    where party_kind = 'customer'

),

by_likeness as (

    select
        companies.party_id as crm_company_id,
        customers.party_id as customer_id,
        fct_name_pair.similarity

    from fct_name_pair

    inner join companies
        on fct_name_pair.company_full_name = companies.full_name

    inner join customers
        on fct_name_pair.customer_full_name = customers.full_name

    -- A company with a key may share its name with one that brought the pair.
    left join fct_company_key
        on companies.party_id = fct_company_key.crm_company_id

    where fct_company_key.crm_company_id is null

),

candidates as (

    select
        crm_company_id,
        customer_id,
        link_method,
        cast(null as double) as similarity

    from fct_company_key

    union all

    select
        crm_company_id,
        customer_id,
        'fuzzy' as link_method,
        similarity

    from by_likeness

)

select
    candidates.crm_company_id,
    candidates.customer_id,
    candidates.link_method,
    -- A key counts whatever the names are; how alike they are is told for who looks.
    case candidates.link_method
        when 'fuzzy' then candidates.similarity
        when 'name' then cast(1 as double)
        else {{ name_similarity('companies.core_name', 'customers.core_name') }}
    end as similarity,
    dim_customer_name.namesake_count,
    companies.legal_form is not null
    and customers.legal_form is not null
    and companies.legal_form = customers.legal_form as is_same_legal_form,
    companies.legal_form is not null
    and customers.legal_form is not null
    and companies.legal_form <> customers.legal_form as is_other_legal_form

from candidates

inner join companies
    on candidates.crm_company_id = companies.party_id

inner join customers
    on candidates.customer_id = customers.party_id

left join dim_customer_name
    on customers.sorted_name = dim_customer_name.sorted_name

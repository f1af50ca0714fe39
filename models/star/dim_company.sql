-- The companies of the CRM, with the customer each one is where that is sure.
with

dim_company_record as (

    select * from {{ ref('dim_company_record') }}

),

best_candidates as (

    select * from {{ ref('fct_company_link') }}

    where candidate_rank = 1

)

select
    dim_company_record.crm_company_id,
    dim_company_record.company_name,
    dim_company_record.city,
    dim_company_record.caution,
    case
        when best_candidates.link_status = 'linked' then best_candidates.customer_id
    end as customer_id,
    best_candidates.link_method,
    best_candidates.similarity,
    coalesce(best_candidates.link_status, 'unmapped') as link_status

from dim_company_record

left join best_candidates
    on dim_company_record.crm_company_id = best_candidates.crm_company_id

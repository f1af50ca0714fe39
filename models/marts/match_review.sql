-- The companies whose customer a person must tell, with the customers it may be.
with

fct_company_link as (

    select * from {{ ref('fct_company_link') }}

    where link_status = 'ambiguous'

),

match_settings as (

    select * from {{ ref('match_settings') }}

),

candidate_counts as (

    select
        crm_company_id,
        count(*) as candidate_count

    from fct_company_link

    group by crm_company_id

),

dim_company as (

    select * from {{ ref('dim_company') }}

),

fct_customer_link as (

    select * from {{ ref('fct_customer_link') }}

),

customer_today as (

    select * from {{ ref('customer_today') }}

),

review_reasons as (

    select * from {{ ref('review_reasons') }}

)

select
    fct_company_link.crm_company_id,
    dim_company.company_name,
    dim_company.city as company_city,
    dim_company.caution,
    fct_company_link.candidate_rank,
    candidate_counts.candidate_count,
    fct_company_link.customer_id,
    customer_today.customer_name,
    customer_today.region as customer_region,
    cast(fct_customer_link.revenue_cents / 100.0 as decimal(18, 2))
        as customer_revenue_usd,
    fct_company_link.link_method,
    fct_company_link.similarity,
    fct_company_link.review_reason,
    review_reasons.what_to_do

from fct_company_link

inner join match_settings
    on fct_company_link.candidate_rank <= match_settings.review_candidate_limit

inner join candidate_counts
    on fct_company_link.crm_company_id = candidate_counts.crm_company_id

inner join dim_company
    on fct_company_link.crm_company_id = dim_company.crm_company_id

inner join customer_today
    on fct_company_link.customer_id = customer_today.customer_id

inner join fct_customer_link
    on fct_company_link.customer_id = fct_customer_link.customer_id

inner join review_reasons
    on fct_company_link.review_reason = review_reasons.review_reason

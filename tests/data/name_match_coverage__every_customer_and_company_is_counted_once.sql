-- Fails where the coverage does not add up to all customers, companies and sales.
with

coverage as (

    select
        sum(company_count) as company_count,
        sum(customer_count) as customer_count,
        sum(revenue_usd) as revenue_usd,
        {{ rounded('sum(customer_share)', 9) }} as customer_share

    from {{ ref('name_match_coverage') }}

),

customers as (

    select
        count(*) as customer_count,
        sum(revenue_cents) / 100.0 as revenue_usd

    from {{ ref('fct_customer_link') }}

),

companies as (

    select count(*) as company_count from {{ ref('dim_company_record') }}

)

select
    coverage.company_count,
    coverage.customer_count,
    coverage.revenue_usd,
    coverage.customer_share

from coverage

cross join customers

cross join companies

where
    coverage.company_count <> companies.company_count
    or coverage.customer_count <> customers.customer_count
    or cast(coverage.revenue_usd as decimal(38, 2))
    <> cast(customers.revenue_usd as decimal(38, 2))
    or coverage.customer_share <> 1

-- How sure it is which company of the CRM a customer is, and what it bought.
with

customers as (

    select * from {{ ref('dim_party_name') }}

    where party_kind = 'customer'

),

fct_company_link as (

    select * from {{ ref('fct_company_link') }}

    where link_status in ('linked', 'ambiguous')

),

match_rules as (

    select * from {{ ref('match_rules') }}

),

fct_customer_month as (

    select * from {{ ref('fct_customer_month') }}

),

surest_first as (

    select
        fct_company_link.customer_id,
        fct_company_link.link_status,
        fct_company_link.link_method,
        row_number() over (
            partition by fct_company_link.customer_id
            order by
                case when fct_company_link.link_status = 'linked' then 1 else 2 end,
                match_rules.method_order,
                fct_company_link.crm_company_id
        ) as link_number

    from fct_company_link

    inner join match_rules
        on fct_company_link.link_method = match_rules.link_method

),

sales as (

    select
        customer_id,
        sum(revenue_cents) as revenue_cents,
        sum(gross_profit_cents) as gross_profit_cents

    from fct_customer_month

    group by customer_id

)

select
    customers.party_id as customer_id,
    customers.party_name as customer_name,
    coalesce(surest_first.link_status, 'unmapped') as link_status,
    coalesce(surest_first.link_method, 'none') as link_method,
    cast(coalesce(sales.revenue_cents, 0) as bigint) as revenue_cents,
    cast(coalesce(sales.gross_profit_cents, 0) as bigint) as gross_profit_cents

from customers

left join surest_first
    on
        customers.party_id = surest_first.customer_id
        and surest_first.link_number = 1

left join sales
    on customers.party_id = sales.customer_id

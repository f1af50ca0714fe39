-- How many customers the CRM knows, how surely, and how much of the sales are theirs.
with

fct_customer_link as (

    select * from {{ ref('fct_customer_link') }}

),

dim_company as (

    select * from {{ ref('dim_company') }}

),

parties as (

    select
        link_status,
        link_method,
        0 as company_count,
        1 as customer_count,
        revenue_cents,
        gross_profit_cents

    from fct_customer_link

    union all

    select
        link_status,
        coalesce(link_method, 'none') as link_method,
        1 as company_count,
        0 as customer_count,
        0 as revenue_cents,
        0 as gross_profit_cents

    from dim_company

),

grouped as (

    select
        link_status,
        link_method,
        cast(sum(company_count) as bigint) as company_count,
        cast(sum(customer_count) as bigint) as customer_count,
        cast(sum(revenue_cents) as bigint) as revenue_cents,
        cast(sum(gross_profit_cents) as bigint) as gross_profit_cents

    from parties

    group by
        link_status,
        link_method

),

total as (

    select
        sum(customer_count) as customer_count,
        sum(revenue_cents) as revenue_cents,
        sum(gross_profit_cents) as gross_profit_cents,
        min(revenue_cents) as lowest_revenue_cents,
        min(gross_profit_cents) as lowest_gross_profit_cents

    from grouped

)

-- Returns can outweigh sales: a share is one only where no amount is below zero.
select
    grouped.link_status,
    grouped.link_method,
    grouped.company_count,
    grouped.customer_count,
    {{ share_of('grouped.customer_count', 'total.customer_count') }} as customer_share,
    cast(grouped.revenue_cents / 100.0 as decimal(18, 2)) as revenue_usd,
    case
        when total.lowest_revenue_cents >= 0
            then {{ share_of('grouped.revenue_cents', 'total.revenue_cents') }}
    end as revenue_share,
    cast(grouped.gross_profit_cents / 100.0 as decimal(18, 2)) as gross_profit_usd,
    case
        when total.lowest_gross_profit_cents >= 0
            then {{ share_of(
                'grouped.gross_profit_cents', 'total.gross_profit_cents'
            ) }}
    end as gross_profit_share

from grouped

cross join total

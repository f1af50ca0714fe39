-- The customers the CRM does not know and its companies that are no customers.
with

fct_customer_link as (

    select * from {{ ref('fct_customer_link') }}

    where link_status = 'unmapped'

),

dim_company as (

    select * from {{ ref('dim_company') }}

    where link_status = 'unmapped'

),

match_settings as (

    select * from {{ ref('match_settings') }}

),

unmapped as (

    select
        'customer' as party_kind,
        customer_id as party_id,
        customer_name as party_name,
        cast(null as {{ dbt.type_string() }}) as caution,
        revenue_cents

    from fct_customer_link

    union all

    select
        'company' as party_kind,
        crm_company_id as party_id,
        company_name as party_name,
        caution,
        cast(null as bigint) as revenue_cents

    from dim_company

),

ranked as (

    select
        *,
        row_number() over (
            partition by party_kind
            order by
                revenue_cents desc nulls last,
                case when caution is null then 2 else 1 end,
                party_id
        ) as name_rank

    from unmapped

)

select
    ranked.party_kind,
    cast(ranked.name_rank as bigint) as name_rank,
    ranked.party_id,
    ranked.party_name,
    ranked.caution,
    cast(ranked.revenue_cents / 100.0 as decimal(18, 2)) as revenue_usd

from ranked

cross join match_settings

where ranked.name_rank <= match_settings.unmapped_name_limit

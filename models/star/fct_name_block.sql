-- The names to be compared with each other: alike at one end or at both.
with

dim_party_name as (

    select * from {{ ref('dim_party_name') }}

    where core_name is not null

),

fct_company_key as (

    select * from {{ ref('fct_company_key') }}

),

match_settings as (

    select * from {{ ref('match_settings') }}

),

-- Names, not parties: thousands may share one. A company with a key needs no search.
names as (

    select
        dim_party_name.party_kind,
        dim_party_name.core_name,
        dim_party_name.full_name,
        dim_party_name.legal_form,
        coalesce(dim_party_name.number_part, '') as number_part

    from dim_party_name

    left join fct_company_key
        on
            dim_party_name.party_id = fct_company_key.crm_company_id
            and dim_party_name.party_kind = 'company'

    where fct_company_key.crm_company_id is null

    group by
        dim_party_name.party_kind,
        dim_party_name.core_name,
        dim_party_name.full_name,
        dim_party_name.legal_form,
        dim_party_name.number_part

),

-- A mistake in one place leaves the beginning, the end or the outer parts as they were.
-- A digit is no mistake: store 12 is not store 13.
blocked as (

    select
        *,
        'beginning ' || number_part || ' ' || substring(core_name, 1, 6) as block_id

    from names

    union all

    select
        *,
        'end ' || number_part || ' '
        || substring(core_name, greatest(length(core_name) - 5, 1), 6) as block_id

    from names

    union all

    select
        *,
        'both ' || number_part || ' ' || substring(core_name, 1, 3)
        || substring(core_name, greatest(length(core_name) - 2, 1), 3) as block_id

    from names

),

sized as (

    select
        *,
        count(case when party_kind = 'customer' then 1 end) over (
            partition by block_id
        ) as customer_name_count

    from blocked

)

-- A company meets three blocks of at most so many names, so the pairs grow with the
-- companies and not with their square: some 5 million of 1,400 million for 18,000
-- companies to be found among 100,000 customers.
select
    sized.party_kind,
    sized.block_id,
    sized.core_name,
    sized.full_name,
    sized.legal_form

from sized

cross join match_settings

where sized.customer_name_count <= match_settings.block_name_limit

-- Names of CRM companies and of customers that are alike, and how much.
with

fct_name_block as (

    select * from {{ ref('fct_name_block') }}

),

match_rules as (

    select * from {{ ref('match_rules') }}

    where link_method = 'fuzzy'

),

-- A legal form that one side leaves out is no difference.
pairs as (

    select
        companies.full_name as company_full_name,
        customers.full_name as customer_full_name,
        case
            when customers.legal_form is null then companies.core_name
            else companies.full_name
        end as company_spelling,
        case
            when companies.legal_form is null then customers.core_name
            else customers.full_name
        end as customer_spelling

    from fct_name_block as companies

    inner join fct_name_block as customers
        on companies.block_id = customers.block_id

    where
        companies.party_kind = 'company'
        and customers.party_kind = 'customer'

),

-- As many letters as one name is longer must change at least.
possible as (

    select
        pairs.*,
        match_rules.review_similarity

    from pairs

    inner join match_rules
        on
            {{ similarity_of(
                'abs(length(pairs.company_spelling) - length(pairs.customer_spelling))',
                'pairs.company_spelling',
                'pairs.customer_spelling'
            ) }} >= match_rules.review_similarity

),

compared as (

    select
        company_full_name,
        customer_full_name,
        review_similarity,
        {{ name_similarity('company_spelling', 'customer_spelling') }} as similarity

    from possible

)

-- Two names may meet in several blocks. They are compared after the grouping: before
-- it, Sail finds a division by zero where there is none.
select
    company_full_name,
    customer_full_name,
    similarity

from compared

group by
    company_full_name,
    customer_full_name,
    similarity

having similarity >= max(review_similarity)

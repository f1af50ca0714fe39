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

-- As many letters as one name is longer must change at least; what rounds up to the
-- similarity asked for stays in. Two names may meet in several blocks.
possible as (

    select
        pairs.company_full_name,
        pairs.customer_full_name,
        pairs.company_spelling,
        pairs.customer_spelling,
        max(match_rules.review_similarity) as review_similarity

    from pairs

    inner join match_rules
        on
            abs(length(pairs.company_spelling) - length(pairs.customer_spelling))
            <= (1.0001 - match_rules.review_similarity)
            * greatest(length(pairs.company_spelling), length(pairs.customer_spelling))

    group by
        pairs.company_full_name,
        pairs.customer_full_name,
        pairs.company_spelling,
        pairs.customer_spelling

),

-- They are compared after the grouping: where a join hands it no rows at all, Sail
-- finds a division by zero.
compared as (

    select
        company_full_name,
        customer_full_name,
        review_similarity,
        {{ name_similarity('company_spelling', 'customer_spelling') }} as similarity

    from possible

)

select
    company_full_name,
    customer_full_name,
    similarity

from compared

where similarity >= review_similarity

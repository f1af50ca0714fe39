-- Which customer each CRM company is, one at most, and which ones it may be.
with

fct_company_candidate as (

    select * from {{ ref('fct_company_candidate') }}

),

match_rules as (

    select * from {{ ref('match_rules') }}

),

ranked as (

    select
        fct_company_candidate.*,
        match_rules.method_order,
        match_rules.minimum_similarity,
        match_rules.minimum_lead,
        match_rules.maximum_namesake_count,
        match_rules.is_one_to_one,
        row_number() over (
            partition by fct_company_candidate.crm_company_id
            order by
                fct_company_candidate.similarity desc,
                fct_company_candidate.customer_id
        ) as candidate_rank,
        lead(fct_company_candidate.similarity) over (
            partition by fct_company_candidate.crm_company_id
            order by
                fct_company_candidate.similarity desc,
                fct_company_candidate.customer_id
        ) as next_similarity,
        -- The companies that may be the customer, the surest first.
        row_number() over (
            partition by fct_company_candidate.customer_id
            order by
                match_rules.method_order,
                fct_company_candidate.similarity desc,
                fct_company_candidate.crm_company_id
        ) as company_rank,
        lead(fct_company_candidate.similarity) over (
            partition by fct_company_candidate.customer_id
            order by
                match_rules.method_order,
                fct_company_candidate.similarity desc,
                fct_company_candidate.crm_company_id
        ) as rival_similarity,
        lead(match_rules.method_order) over (
            partition by fct_company_candidate.customer_id
            order by
                match_rules.method_order,
                fct_company_candidate.similarity desc,
                fct_company_candidate.crm_company_id
        ) as rival_method_order

    from fct_company_candidate

    inner join match_rules
        on fct_company_candidate.link_method = match_rules.link_method

),

-- The first doubt about the likeliest customer; null where it is sure.
first_candidates as (

    select
        crm_company_id,
        case
            when
                similarity = next_similarity
                or {{ rounded('similarity - next_similarity', 4) }} < minimum_lead
                then 'equal_candidates'
            when is_one_to_one and is_other_legal_form then 'other_legal_form'
            when similarity < minimum_similarity then 'low_similarity'
            when
                is_one_to_one
                and (
                    company_rank > 1
                    or (
                        rival_method_order = method_order
                        and (
                            similarity = rival_similarity
                            or {{ rounded('similarity - rival_similarity', 4) }}
                            < minimum_lead
                        )
                    )
                )
                then 'customer_taken'
            when not is_same_legal_form and namesake_count > maximum_namesake_count
                then 'common_name'
        end as doubt

    from ranked

    where candidate_rank = 1

)

select
    ranked.crm_company_id,
    ranked.customer_id,
    ranked.link_method,
    ranked.similarity,
    cast(ranked.candidate_rank as bigint) as candidate_rank,
    case
        when first_candidates.doubt is not null then 'ambiguous'
        when ranked.candidate_rank = 1 then 'linked'
        else 'outranked'
    end as link_status,
    first_candidates.doubt as review_reason

from ranked

inner join first_candidates
    on ranked.crm_company_id = first_candidates.crm_company_id

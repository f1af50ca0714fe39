-- The names of customers and CRM companies, apart from how they are spelt.
with

dim_customer as (

    select * from {{ ref('dim_customer') }}

),

dim_company_record as (

    select * from {{ ref('dim_company_record') }}

),

legal_forms as (

    select * from {{ ref('legal_forms') }}

),

parties as (

    select
        'customer' as party_kind,
        customer_id as party_id,
        customer_name as party_name

    from dim_customer

    where {{ is_state_of_today('valid_from_at', 'valid_to_at') }}

    union all

    select
        'company' as party_kind,
        crm_company_id as party_id,
        company_name as party_name

    from dim_company_record

),

worded as (

    select
        *,
        {{ words_of_name('party_name') }} as words

    from parties

),

-- The longest legal form a name ends in; a name that is nothing else keeps it.
formed as (

    select
        worded.*,
        legal_forms.spelling,
        legal_forms.legal_form,
        row_number() over (
            partition by worded.party_kind, worded.party_id
            order by length(legal_forms.spelling) desc nulls last, legal_forms.spelling
        ) as form_number

    from worded

    left join legal_forms
        on
            right(worded.words, 2) = right(legal_forms.spelling, 2)
            and worded.words like '% ' || legal_forms.spelling

),

cored as (

    select
        *,
        case
            when spelling is null then words
            else substring(words, 1, length(words) - length(spelling) - 1)
        end as core_name

    from formed

    where form_number = 1

)

select
    party_kind,
    party_id,
    party_name,
    core_name,
    legal_form,
    {{ sorted_words('core_name') }} as sorted_name,
    coalesce(core_name || ' ' || legal_form, core_name) as full_name,
    nullif({{ each_replaced('core_name', '[^0-9]+', '') }}, '') as number_part

from cored

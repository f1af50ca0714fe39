-- Fails where the only offer to ask about, the var offer_id, is none.
{%- set asked_for = text_literal(var('offer_id')) %}

with

dim_offer as (

    select * from {{ ref('dim_offer') }}

),

asked as (

    select
        cast({{ asked_for }} as {{ dbt.type_string() }}) as no_offer,
        count(case when offer_id = {{ asked_for }} then 1 end) as row_count

    from dim_offer

)

select no_offer

from asked

where
    no_offer is not null
    and row_count = 0

-- Fails where the only offer to ask about, the var offer_id, is none.
with

dim_offer as (

    select * from {{ ref('dim_offer') }}

)

select cast({{ text_literal(var('offer_id')) }} as {{ dbt.type_string() }}) as no_offer

from dim_offer

having
    count(
        case when offer_id = {{ text_literal(var('offer_id')) }} then 1 end
    ) < {{ 0 if var('offer_id') is none else 1 }}

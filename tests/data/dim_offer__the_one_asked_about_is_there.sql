-- Fails where the only offer to ask about, the var offer_id, is none.
{%- set asked_for = var('offer_id') %}
{%- set row_count = '1' if asked_for is none
    else 'count(case when offer_id = ' ~ text_literal(asked_for) ~ ' then 1 end)' %}

with

dim_offer as (

    select * from {{ ref('dim_offer') }}

),

asked as (

    select {{ row_count }} as row_count

    from dim_offer

)

select {{ text_literal(asked_for or 'any') }} as no_offer

from asked

where row_count = 0

-- Everything known about the lead and the account on the cutoff day, side by side.
{%- set themes = [
    'features_contractor_lead__profile',
    'features_contractor_lead__account',
    'features_contractor_lead__market',
    'features_contractor_lead__rules',
] %}

with

spine as (

    select * from {{ ref('spine_contractor_lead') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date{{ contracted_columns_of(themes) }}

from spine
{% for theme in themes %}
inner join {{ ref(theme) }} as {{ theme }}
    on
        spine.entity_id = {{ theme }}.entity_id
        and spine.offer_id = {{ theme }}.offer_id
        and spine.cutoff_date = {{ theme }}.cutoff_date
{% endfor %}

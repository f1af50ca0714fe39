-- Everything known about the property on the cutoff day, side by side.
{%- set themes = [
    'features_property__transaction',
    'features_property__listing',
    'features_property__engagement',
    'features_property__valuation',
    'features_property__distress',
    'features_property__market',
    'features_property__profile',
] %}

with

spine as (

    select * from {{ ref('spine_property') }}

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

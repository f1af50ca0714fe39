-- Everything known about the customer and the offer on the cutoff day, side by side.
{%- set themes = [
    'features_customer__rfm',
    'features_customer__total_rfm',
    'features_customer__trajectory',
    'features_customer__lifecycle',
    'features_customer__seasonality',
    'features_customer__returns',
    'features_customer__assets',
    'features_customer__shares',
    'features_customer__division_mix',
    'features_customer__affinity',
    'features_customer__similarity',
    'features_customer__peers',
    'features_customer__profile',
] %}

with

spine as (

    select * from {{ ref('spine_customer') }}

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

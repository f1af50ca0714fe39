-- Everything known about the customer and the offer on the cutoff day, side by side.
{%- set themes = {
    'features_customer__rfm': ref('features_customer__rfm'),
    'features_customer__total_rfm': ref('features_customer__total_rfm'),
    'features_customer__trajectory': ref('features_customer__trajectory'),
    'features_customer__lifecycle': ref('features_customer__lifecycle'),
    'features_customer__seasonality': ref('features_customer__seasonality'),
    'features_customer__returns': ref('features_customer__returns'),
    'features_customer__assets': ref('features_customer__assets'),
    'features_customer__shares': ref('features_customer__shares'),
    'features_customer__division_mix': ref('features_customer__division_mix'),
    'features_customer__affinity': ref('features_customer__affinity'),
    'features_customer__similarity': ref('features_customer__similarity'),
    'features_customer__peers': ref('features_customer__peers'),
    'features_customer__profile': ref('features_customer__profile'),
} %}

with

spine as (

    select * from {{ ref('spine_customer') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date{{ contracted_columns_of(themes) }}

from spine
{% for theme, relation in themes.items() %}
inner join {{ relation }} as {{ theme }}
    on
        spine.entity_id = {{ theme }}.entity_id
        and spine.offer_id = {{ theme }}.offer_id
        and spine.cutoff_date = {{ theme }}.cutoff_date
{% endfor %}

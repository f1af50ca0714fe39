-- Every feature there is, as its contract says, and whether models learn from it.
{%- set features = contracted_features() %}

with

feature_themes as (

    select * from {{ ref('feature_themes') }}

),

features as (
    {% for model_name, column in features %}
    select
        '{{ model_name.split('__')[0] | replace('features_', '') }}' as entity,
        '{{ model_name.split('__')[1] }}' as theme,
        '{{ column.name }}' as feature_name,
        '{{ column.data_type }}' as data_type,
        {{ text_literal(column.description) }} as description,
        cast({{ column.meta.get('monotone_sign', 0) }} as bigint) as monotone_sign,
        cast({{ column.meta.get('prior_weight', 0) }} as double) as prior_weight
    {% if not loop.last %}
    union all
    {% endif %}
    {%- else %}
    select
        cast(null as {{ dbt.type_string() }}) as entity,
        cast(null as {{ dbt.type_string() }}) as theme,
        cast(null as {{ dbt.type_string() }}) as feature_name,
        cast(null as {{ dbt.type_string() }}) as data_type,
        cast(null as {{ dbt.type_string() }}) as description,
        cast(null as bigint) as monotone_sign,
        cast(null as double) as prior_weight
    where false
    {% endfor %}
)

select
    features.entity,
    features.theme,
    features.feature_name,
    features.data_type,
    features.description,
    features.monotone_sign,
    features.prior_weight,
    -- A theme without a row in the seed fails a test and is learned from until then.
    coalesce(feature_themes.is_active, true) as is_active,
    coalesce(feature_themes.is_ablated, false) as is_ablated

from features

left join feature_themes
    on
        features.entity = feature_themes.entity
        and features.theme = feature_themes.theme

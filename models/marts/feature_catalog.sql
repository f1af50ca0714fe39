-- Every feature the models may use, as its contract describes it.
{%- set features = [] %}
{%- if execute %}
    {%- for node in graph.nodes.values() | sort(attribute='name') %}
        {%- if node.resource_type == 'model' and node.name.startswith('features_') and '__' in node.name %}
            {%- for column in contract_columns(node.name) %}
                {%- do features.append((node.name, column)) %}
            {%- endfor %}
        {%- endif %}
    {%- endfor %}
{%- endif %}

with

features as (
    {% for model_name, column in features %}
    select
        '{{ model_name.split('__')[0] | replace('features_', '') }}' as entity,
        '{{ model_name.split('__')[1] }}' as theme,
        '{{ column.name }}' as feature_name,
        '{{ column.data_type }}' as data_type,
        {{ text_literal(column.description) }} as description
    {% if not loop.last %}
    union all
    {% endif %}
    {%- else %}
    select
        cast(null as {{ dbt.type_string() }}) as entity,
        cast(null as {{ dbt.type_string() }}) as theme,
        cast(null as {{ dbt.type_string() }}) as feature_name,
        cast(null as {{ dbt.type_string() }}) as data_type,
        cast(null as {{ dbt.type_string() }}) as description
    where false
    {% endfor %}
)

select
    entity,
    theme,
    feature_name,
    data_type,
    description

from features

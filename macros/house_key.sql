{#- The names of the house key, in order. -#}
{% macro house_key() -%}
    {{ return(['entity_id', 'offer_id', 'cutoff_date']) }}
{%- endmacro %}

{#- Whether two relations speak of the same question: task and house key agree. -#}
{% macro same_question(one, other) -%}
    {%- for name in ['task_id'] + house_key() -%}
        {{ one }}.{{ name }} = {{ other }}.{{ name }}
        {%- if not loop.last %} and {% endif -%}
    {%- endfor -%}
{%- endmacro %}

{#- Whether a model spoke, its own or that of all offers, and not the rules or the rate. -#}
{% macro a_model_spoke(rung) -%}
    {{ rung }} in ('model', 'pooled_model')
{%- endmacro %}

{#- Who is asked about: each has its spine, labels, features and models. -#}
{% macro entities() -%}
    {{ return(['customer', 'property', 'car_lead', 'contractor_lead']) }}
{%- endmacro %}

{#- The rows of the model that every entity has under this prefix. -#}
{% macro of_every_entity(prefix) -%}
    {%- for entity in entities() %}
    select * from {{ ref(prefix ~ entity) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

{#- The columns a model's contract promises, the house key left out. The graph is empty
    while dbt only parses; then it returns nothing. -#}
{% macro contract_columns(model_name) -%}
    {%- set columns = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.name == model_name -%}
            {%- for column in node.columns.values() if column.name not in house_key() -%}
                {%- do columns.append(column) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(columns) }}
{%- endmacro %}

{#- Every feature of an entity, or of all: pairs of the theme's model and the column its
    contract promises, by model and then as the contract lists them. -#}
{% macro contracted_features(entity='') -%}
    {%- set features = [] -%}
    {%- for model in models_in(['features']) -%}
        {%- if model.name.startswith('features_' ~ (entity ~ '__' if entity else '')) and '__' in model.name -%}
            {%- for column in contract_columns(model.name) -%}
                {%- do features.append((model.name, column)) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(features) }}
{%- endmacro %}

{#- The columns that several models' contracts promise, qualified, each after a comma. -#}
{% macro contracted_columns_of(model_names) -%}
    {%- for model_name in model_names -%}
        {%- for column in contract_columns(model_name) %},
    {{ model_name }}.{{ column.name }}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{#- The feature a row names, as a number (a yes is 1); null for texts and unknown names. -#}
{% macro feature_as_number(entity, feature_name) -%}
    {{ feature_of(entity, feature_name, ['bigint', 'double', 'boolean'], 'double') }}
{%- endmacro %}

{#- The feature a row names, as text; null for numbers and unknown names. -#}
{% macro feature_as_text(entity, feature_name) -%}
    {{ feature_of(entity, feature_name, ['string', 'boolean'], dbt.type_string()) }}
{%- endmacro %}

{#- The graph is empty while dbt parses: then no feature has a name. What the rules say is none
    that a rule may ask for. -#}
{% macro feature_of(entity, feature_name, data_types, type) -%}
    case {{ feature_name }}
        when '' then null
        {%- for model_name, column in contracted_features(entity)
            if column.data_type in data_types and not model_name.endswith('__rules') %}
        when '{{ column.name }}' then cast(features.{{ column.name }} as {{ type }})
        {%- endfor %}
    end
{%- endmacro %}

{#- What a trained model or an abstention is known by: the hash of what it is. -#}
{% macro model_id() -%}
    coalesce(
        model_sha256,
        {{ row_hash(['task_id', 'offer_id', 'reason', 'training_frame_sha256']) }}
    )
{%- endmacro %}

{#- The select of what came of each offer and vintage, a model or an abstention, out of all rows of
    training; `vintage_rank` counts from the newest vintage. -#}
{% macro outcomes_of(trained) -%}
    select
        task_id,
        offer_id,
        cast(vintage_date as date) as vintage_date,
        {{ model_id() }} as model_id,
        row_number() over (
            partition by task_id, offer_id
            order by vintage_date desc
        ) as vintage_rank

    from {{ trained }}

    where status in ('selected', 'abstained')
{%- endmacro %}

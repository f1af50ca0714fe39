{#- The rows of a model as the last run left them; none before the first. What today is judged
    against was decided then: a `ref` would make the model wait for itself. `columns` maps the
    names to their types. -#}
{% macro last_run(model_name, columns) -%}
    {%- set found = namespace(relation=none) -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() if node.name == model_name and node.resource_type == 'model' -%}
            {%- set found.relation = adapter.get_relation(
                database=node.database, schema=node.schema, identifier=node.alias
            ) -%}
        {%- endfor -%}
    {%- endif -%}
    select
        {%- for name, type in columns.items() %}
        {% if found.relation is none %}cast(null as {{ type }}) as {% endif %}{{ name }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    {%- if found.relation is none %}
    where false
    {%- else %}
    from {{ found.relation }}
    {%- endif %}
{%- endmacro %}

{#- For tests over the graph: each violation as a row, none when there is none. -#}
{% macro violations(sentences) -%}
select violation

from (
    select cast(null as {{ dbt.type_string() }}) as violation
    {%- for sentence in sentences %}
    union all
    select {{ text_literal(sentence) }} as violation
    {%- endfor %}
) as found

where violation is not null
{%- endmacro %}

{#- The models of the graph that live in one of the rooms, or all of them. -#}
{% macro models_in(rooms=none) -%}
    {%- set models = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() | sort(attribute='name') -%}
            {%- if node.resource_type == 'model' and (rooms is none or node.fqn[1] in rooms) -%}
                {%- do models.append(node) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(models) }}
{%- endmacro %}

{#- Fails for each column that a theme promises and the matrix lacks or has as another
    type, and for each column of the matrix that no theme promises. A theme the matrix
    does not unite shows as columns it lacks. -#}
{% test columns_are_the_contracts_of_its_themes(model) %}
{%- set text_types = ['string', 'text', 'varchar'] %}
{%- set promised = [] %}
{%- set found = [] %}
{%- if execute %}
    {%- for node in graph.nodes.values() %}
        {%- if node.resource_type == 'model' and node.name.startswith(model.identifier ~ '__') %}
            {%- for column in contract_columns(node.name) %}
                {%- set type = column.data_type | lower %}
                {%- do promised.append(column.name ~ ' ' ~ ('text' if type in text_types else type)) %}
            {%- endfor %}
        {%- endif %}
    {%- endfor %}
    {%- for column in adapter.get_columns_in_relation(model) if column.name not in house_key() %}
        {%- set type = column.dtype | lower %}
        {%- do found.append(column.name ~ ' ' ~ ('text' if type in text_types else type)) %}
    {%- endfor %}
{%- endif %}

select difference

from (
    select cast(null as {{ dbt.type_string() }}) as difference
    {%- for column in promised if column not in found %}
    union all
    select 'promised by a theme, not in the matrix: {{ column }}' as difference
    {%- endfor %}
    {%- for column in found if column not in promised %}
    union all
    select 'in the matrix, promised by no theme: {{ column }}' as difference
    {%- endfor %}
) as differences

where difference is not null

{% endtest %}

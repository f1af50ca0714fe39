{#- Fails for each of the values that no row has. -#}
{% test every_value_has_a_row(model, column_name, values) %}
{%- for value in values %}
{%- if not loop.first %}

union all
{% endif %}
select {{ text_literal(value) }} as missing_{{ column_name }}

from {{ model }}

having count(case when {{ column_name }} = {{ text_literal(value) }} then 1 end) = 0
{%- endfor %}

{% endtest %}

{#- Fails for each of the values that no row has. -#}
{% test every_value_has_a_row(model, column_name, values) %}

select missing_value

from (
    {%- for value in values %}
    {%- if not loop.first %}
    union all
    {%- endif %}
    select
        {{ text_literal(value) }} as missing_value,
        count(case when {{ column_name }} = {{ text_literal(value) }} then 1 end) as row_count
    from {{ model }}
    {%- endfor %}
) as counted

where row_count = 0

{% endtest %}

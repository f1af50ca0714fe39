{#- Part divided by whole as a double, null where the whole is zero: the one division. -#}
{% macro share_of(part, whole) -%}
    cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0)
{%- endmacro %}

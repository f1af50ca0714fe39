{#- Fails for each row with a number that is infinite or none (nan), with a part of a whole
    or a rank outside 0 to 1, or with an amount below zero. Columns that are called
    `_share`, `_percentile` or `_probability` are parts, the others are named. -#}
{% test sound_numbers(model, parts=[], amounts=[]) %}
{%- set doubles = [] %}
{%- set parts_of_one = [] %}
{%- if execute %}
    {%- for column in adapter.get_columns_in_relation(model) %}
        {%- if column.dtype | lower == 'double' %}
            {%- do doubles.append(column.name) %}
            {%- if modules.re.search('_(share|percentile|probability)(_[0-9]+[dm])?$', column.name) %}
                {%- do parts_of_one.append(column.name) %}
            {%- endif %}
        {%- endif %}
    {%- endfor %}
{%- endif %}

select *

from {{ model }}

where
    1 = 0
    {#- Neither engine finds nan or infinity below this, and null is left out. #}
    {%- for name in doubles %}
    or not (abs({{ name }}) < 1e300)
    {%- endfor %}
    {%- for name in parts_of_one + parts %}
    or not ({{ name }} between 0 and 1)
    {%- endfor %}
    {%- for name in amounts %}
    or not ({{ name }} >= 0)
    {%- endfor %}

{% endtest %}

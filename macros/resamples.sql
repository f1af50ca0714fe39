{#- A number from 0 to 2^32 - 1 in hexadecimal digits, the same every time for something that
    is drawn and a resample. -#}
{% macro draw_of(drawn, replicate) -%}
    substring(
        md5(
            {{ drawn }} || '/' || cast(
                cast({{ replicate }} as bigint) as {{ dbt.type_string() }}
            )
        ), 1, 8
    )
{%- endmacro %}

{#- How often something with this number is in its resample: the share of the 2^32 numbers
    below which a Poisson(1) variable is 0, 1, ... 5 is the bootstrap of Hanley and MacGibbon
    (2006), drawn by hash. -#}
{% macro poisson_count(draw) -%}
    {%- set limits = [
        '5e2d58d8', 'bc5ab1b1', 'eb715e1d', 'fb239797', 'ff1025f5', 'ffd90f3b'
    ] -%}
    cast(
        case
            {%- for limit in limits %}
            when {{ draw }} < '{{ limit }}' then {{ loop.index0 }}
            {%- endfor %}
            else {{ limits | length }}
        end as bigint
    )
{%- endmacro %}

{#- Which of 1024 groups of like size an entity belongs to, by chance: a text of three digits.
    Groups are drawn where there are too many entities to draw each. -#}
{% macro draw_group(entity_id) -%}
    substring(md5({{ entity_id }}), 1, 2)
    || case
        when substring(md5({{ entity_id }}), 3, 1) < '4' then '0'
        when substring(md5({{ entity_id }}), 3, 1) < '8' then '1'
        when substring(md5({{ entity_id }}), 3, 1) < 'c' then '2'
        else '3'
    end
{%- endmacro %}

{#- Part divided by whole as a double, null where the whole is zero: the one division. -#}
{% macro share_of(part, whole) -%}
    cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0)
{%- endmacro %}

{#- Part of a group pulled towards the part of all, as if `weight` average rows were added to
    the group; null where there is nothing at all. Whole numbers and one division. -#}
{% macro shrunk_share(part, whole, part_of_all, all_rows, weight) -%}
    {{ share_of(
        '(' ~ part ~ ' * ' ~ all_rows ~ ' + ' ~ weight ~ ' * ' ~ part_of_all ~ ')',
        '((' ~ whole ~ ' + ' ~ weight ~ ') * ' ~ all_rows ~ ')'
    ) }}
{%- endmacro %}

{#- The same as a multiple of the part of all, so that a level that moves for all moves nobody;
    null where the part of all is nothing. -#}
{% macro shrunk_factor(part, whole, part_of_all, all_rows, weight) -%}
    {{ share_of(
        '(' ~ part ~ ' * ' ~ all_rows ~ ' + ' ~ weight ~ ' * ' ~ part_of_all ~ ')',
        '((' ~ whole ~ ' + ' ~ weight ~ ') * ' ~ part_of_all ~ ')'
    ) }}
{%- endmacro %}

{#- How many of so many rows make up a share of them, rounded up; 0.28 of 25 is 7, though
    doubles make it a little more. -#}
{% macro rows_in_share(row_count, share) -%}
    cast(ceil({{ rounded(row_count ~ ' * ' ~ share, 9) }}) as bigint)
{%- endmacro %}

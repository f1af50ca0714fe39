{#- The sum of a measure over the last `window_months` months; `age` counts months back. -#}
{% macro window_sum(measure, age, window_months) -%}
    cast(
        coalesce(sum(case when {{ age }} < {{ window_months }} then {{ measure }} end), 0)
        as bigint
    )
{%- endmacro %}

{#- The least-squares slope of a monthly amount over `month_count` months numbered from
    0, in units a month, from exact sums; months without a row count as zero. -#}
{% macro monthly_slope(month_number, amount, month_count) -%}
    {%- set sum_x = month_count * (month_count - 1) // 2 -%}
    {%- set sum_xx = (month_count - 1) * month_count * (2 * month_count - 1) // 6 -%}
    cast(
        {{ month_count }} * sum({{ month_number }} * {{ amount }})
        - {{ sum_x }} * sum({{ amount }}) as double
    ) / {{ month_count * sum_xx - sum_x * sum_x }}
{%- endmacro %}

{#- The sample standard deviation of a monthly amount over `month_count` months, from
    exact sums; months without a row count as zero. -#}
{% macro monthly_deviation(amount, month_count) -%}
    sqrt(
        greatest(
            {{ month_count }}
            * {{ nearest_double(
                'sum(cast(' ~ amount ~ ' as decimal(19, 0))'
                ~ ' * cast(' ~ amount ~ ' as decimal(19, 0)))'
            ) }}
            - cast(sum({{ amount }}) as double) * cast(sum({{ amount }}) as double),
            0
        ) / {{ month_count * (month_count - 1) }}
    )
{%- endmacro %}

{#- Every word that differs between engines, behind a name that says what it means. -#}

{#- The day after a date. -#}
{% macro day_after(date) -%}
    cast({{ dbt.dateadd('day', 1, date) }} as date)
{%- endmacro %}

{#- The day before a date or moment. -#}
{% macro day_before(date) -%}
    cast({{ dbt.dateadd('day', -1, "cast(" ~ date ~ " as date)") }} as date)
{%- endmacro %}

{#- The last day of the month `months` after (before, when negative) a date's month. -#}
{% macro month_end(date, months=0) -%}
    last_day(cast({{ dbt.dateadd('month', months, "date_trunc('month', " ~ date ~ ")") }} as date))
{%- endmacro %}

{#- Whole months from one month to a later one, days ignored. -#}
{% macro months_between(earlier, later) -%}
    cast(
        12 * (extract(year from {{ later }}) - extract(year from {{ earlier }}))
        + extract(month from {{ later }}) - extract(month from {{ earlier }}) as bigint
    )
{%- endmacro %}

{#- Whole days from one date to a later one. -#}
{% macro days_between(earlier, later) -%}
    cast({{ dbt.datediff(earlier, later, 'day') }} as bigint)
{%- endmacro %}

{#- True where the whole text matches the regular expression. -#}
{% macro matches(text, pattern) -%}
    coalesce(regexp_matches({{ text }}, '^({{ pattern }})$'), false)
{%- endmacro %}

{#- The text without ordinary and no-break spaces around it; null when nothing is left. -#}
{% macro trimmed(text) -%}
    nullif(trim(replace({{ text }}, chr(160), ' ')), '')
{%- endmacro %}

{#- One md5 over several expressions; a null is told from an empty text. -#}
{% macro row_hash(expressions) -%}
    md5(
        {%- for expression in expressions %}
        coalesce('=' || cast({{ expression }} as {{ dbt.type_string() }}), '-')
        {%- if not loop.last %} || chr(31) ||{% endif %}
        {%- endfor %}
    )
{%- endmacro %}

{#- The sum of doubles that comes out the same in any order: each is rounded to 1e-9
    and added as a whole number. -#}
{% macro exact_sum(value) -%}
    cast(
        sum(cast(round(({{ value }}) * 1000000000) as decimal(38, 0))) as double
    ) / 1000000000
{%- endmacro %}

{#- The natural logarithm, rounded where engines begin to differ. -#}
{% macro natural_log(value) -%}
    round(ln({{ value }}), 9)
{%- endmacro %}

{#- The number as text with `digits` decimals. -#}
{% macro number_text(value, digits) -%}
    cast(cast({{ value }} as decimal(18, {{ digits }})) as {{ dbt.type_string() }})
{%- endmacro %}

{#- Every word that differs between engines, behind a name that says what it means. -#}

{#- The date so many days after (before, when negative) a date or moment. -#}
{% macro days_after(date, days) -%}
    {{ adapter.dispatch('days_after', 'foresale')(date, days) }}
{%- endmacro %}

{% macro default__days_after(date, days) -%}
    cast({{ dbt.dateadd('day', days, "cast(" ~ date ~ " as date)") }} as date)
{%- endmacro %}

{% macro spark__days_after(date, days) -%}
    date_add(cast({{ date }} as date), {{ days }})
{%- endmacro %}

{#- The day after a date or moment. -#}
{% macro day_after(date) -%}
    {{ days_after(date, 1) }}
{%- endmacro %}

{#- The day before a date or moment. -#}
{% macro day_before(date) -%}
    {{ days_after(date, -1) }}
{%- endmacro %}

{#- The last day of the month `months` after (before, when negative) a date's month. -#}
{% macro month_end(date, months=0) -%}
    {{ adapter.dispatch('month_end', 'foresale')(date, months) }}
{%- endmacro %}

{% macro default__month_end(date, months) -%}
    last_day(cast({{ dbt.dateadd('month', months, "date_trunc('month', " ~ date ~ ")") }} as date))
{%- endmacro %}

{% macro spark__month_end(date, months) -%}
    last_day(add_months({{ date }}, cast({{ months }} as int)))
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
    {{ adapter.dispatch('days_between', 'foresale')(earlier, later) }}
{%- endmacro %}

{% macro default__days_between(earlier, later) -%}
    cast({{ dbt.datediff(earlier, later, 'day') }} as bigint)
{%- endmacro %}

{% macro spark__days_between(earlier, later) -%}
    cast(datediff({{ later }}, {{ earlier }}) as bigint)
{%- endmacro %}

{#- True where the whole text matches the regular expression. -#}
{% macro matches(text, pattern) -%}
    {%- set whole = "'^(" ~ pattern ~ ")$'" -%}
    coalesce({{ adapter.dispatch('regexp_like', 'foresale')(text, whole) }}, false)
{%- endmacro %}

{% macro default__regexp_like(text, pattern) -%}
    regexp_like({{ text }}, {{ pattern }})
{%- endmacro %}

{% macro duckdb__regexp_like(text, pattern) -%}
    regexp_matches({{ text }}, {{ pattern }})
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

{#- The sum of doubles that comes out the same in any order and on any engine: each is
    rounded to 1e-9 and added as a whole number. The whole part goes apart, for engines
    disagree about the last digits of a double above 2^53 as a decimal. -#}
{% macro exact_sum(value) -%}
    cast(
        sum(
            cast(floor({{ value }}) as decimal(20, 0)) * 1000000000
            + cast(
                round((({{ value }}) - floor({{ value }})) * 1000000000) as decimal(20, 0)
            )
        ) as double
    ) / 1000000000
{%- endmacro %}

{#- The natural logarithm, rounded where engines begin to differ. -#}
{% macro natural_log(value) -%}
    round(ln({{ value }}) * 1000000000) / 1000000000
{%- endmacro %}

{#- The number as text with `digits` decimals. -#}
{% macro number_text(value, digits) -%}
    cast(cast({{ value }} as decimal(18, {{ digits }})) as {{ dbt.type_string() }})
{%- endmacro %}

{#- A value known while compiling as a text literal; none as null. -#}
{% macro text_literal(value) -%}
    {%- if value is none -%}
    null
    {%- else -%}
    '{{ adapter.dispatch('escaped', 'foresale')(value | string) }}'
    {%- endif -%}
{%- endmacro %}

{% macro default__escaped(text) -%}
    {{ text | replace("'", "''") }}
{%- endmacro %}

{#- Spark joins neighbouring literals, so a doubled quote would vanish. -#}
{% macro spark__escaped(text) -%}
    {{ text | replace("\\", "\\\\") | replace("'", "\\'") }}
{%- endmacro %}

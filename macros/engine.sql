{#- Every word that differs between engines, behind a name that says what it means. -#}

{#- The date so many days after (before, when negative) a date or moment. -#}
{% macro days_after(date, days) -%}
    {{ adapter.dispatch('days_after', 'foresale')(date, days) }}
{%- endmacro %}

{% macro default__days_after(date, days) -%}
    cast({{ dbt.dateadd('day', days, "cast(" ~ date ~ " as date)") }} as date)
{%- endmacro %}

{% macro spark__days_after(date, days) -%}
    date_add(cast({{ date }} as date), cast({{ days }} as int))
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
    last_day(cast({{ dbt.dateadd('month', months, "cast(" ~ date ~ " as date)") }} as date))
{%- endmacro %}

{% macro spark__month_end(date, months) -%}
    last_day(add_months(cast({{ date }} as date), cast({{ months }} as int)))
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

{#- Whole minutes from one moment to a later one, seconds ignored. -#}
{% macro minutes_between(earlier, later) -%}
    (
        {{ days_between(earlier, later) }} * 1440
        + cast(
            extract(hour from {{ later }}) * 60 + extract(minute from {{ later }})
            - extract(hour from {{ earlier }}) * 60 - extract(minute from {{ earlier }})
            as bigint
        )
    )
{%- endmacro %}

{#- True where the whole text matches the regular expression. -#}
{% macro matches(text, pattern) -%}
    coalesce({{ adapter.dispatch('full_match', 'foresale')(text, pattern) }}, false)
{%- endmacro %}

{% macro default__full_match(text, pattern) -%}
    regexp_like({{ text }}, '^({{ pattern }})$')
{%- endmacro %}

{% macro duckdb__full_match(text, pattern) -%}
    regexp_full_match({{ text }}, '{{ pattern }}')
{%- endmacro %}

{#- In Java the end `$` may also lie before a last line feed, `\z` may not. -#}
{% macro spark__full_match(text, pattern) -%}
    {{ text }} rlike '^({{ pattern }})\\z'
{%- endmacro %}

{#- The text without ordinary and no-break spaces around it; null when nothing is left.
    Other spaces stay: what else `trim` takes away differs by engine. -#}
{% macro trimmed(text) -%}
    {%- set no_break, narrow = '\u00a0', '\u202f' -%}
    nullif(
        trim(both ' ' from replace(replace({{ text }}, '{{ no_break }}', ' '), '{{ narrow }}', ' ')), ''
    )
{%- endmacro %}

{#- The text with every match of the regular expression replaced. -#}
{% macro each_replaced(text, pattern, replacement) -%}
    {{ adapter.dispatch('each_replaced', 'foresale')(text, pattern, replacement) }}
{%- endmacro %}

{% macro default__each_replaced(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{% macro duckdb__each_replaced(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{#- Spark reads a backslash in a literal as the beginning of an escape. -#}
{% macro spark__each_replaced(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ spark__escaped(pattern) }}', '{{ replacement }}')
{%- endmacro %}

{#- The words of a text, one space between two, in the order of their letters. -#}
{% macro sorted_words(text) -%}
    {{ adapter.dispatch('sorted_words', 'foresale')(text) }}
{%- endmacro %}

{% macro default__sorted_words(text) -%}
    array_to_string(list_sort(string_split({{ text }}, ' ')), ' ')
{%- endmacro %}

{% macro spark__sorted_words(text) -%}
    array_join(array_sort(split({{ text }}, ' ')), ' ')
{%- endmacro %}

{#- How many letters to add, drop or change to make one text the other. Texts beyond ASCII are
    wholly different or the same: for them some engines count letters, some bytes. -#}
{% macro edit_distance(text, other_text) -%}
    cast(
        case
            when {{ text }} is null or {{ other_text }} is null then null
            when {{ text }} = {{ other_text }} then 0
            when
                length({{ text }}) = {{ byte_count(text) }}
                and length({{ other_text }}) = {{ byte_count(other_text) }}
                then levenshtein({{ text }}, {{ other_text }})
            else greatest(length({{ text }}), length({{ other_text }}))
        end as bigint
    )
{%- endmacro %}

{#- The bytes of a text in UTF-8. -#}
{% macro byte_count(text) -%}
    {{ adapter.dispatch('byte_count', 'foresale')(text) }}
{%- endmacro %}

{% macro default__byte_count(text) -%}
    octet_length({{ text }})
{%- endmacro %}

{% macro duckdb__byte_count(text) -%}
    strlen({{ text }})
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
    disagree about the last digits of a double above 2^53 as a decimal, and so does the
    half, which some round to the even number. -#}
{% macro exact_sum(value) -%}
    {{ nearest_double('sum(' ~ billionths(value) ~ ')') }} / 1000000000
{%- endmacro %}

{#- A double as a whole number of billionths, the same on any engine. -#}
{% macro billionths(value) -%}
    cast(floor({{ value }}) as decimal(20, 0)) * 1000000000
    + cast(
        floor((({{ value }}) - floor({{ value }})) * 1000000000 + 0.5)
        as decimal(20, 0)
    )
{%- endmacro %}

{#- A whole number from the first twelve hexadecimal digits of a hash, for sums that know
    no order. -#}
{% macro hash_number(hash) -%}
    (
        {%- for place in range(12) %}
        cast(
            instr('0123456789abcdef', substring({{ hash }}, {{ place + 1 }}, 1)) - 1
            as decimal(20, 0)
        ) * {{ 16 ** (11 - place) }}
        {%- if not loop.last %} +{% endif %}
        {%- endfor %}
    )
{%- endmacro %}

{#- The double nearest to a whole number of any size. It goes through text, because a cast
    of more than 64 bits is off by one place on some engines. -#}
{% macro nearest_double(whole_number) -%}
    cast(cast({{ whole_number }} as {{ dbt.type_string() }}) as double)
{%- endmacro %}

{#- The number with so many decimals. Rounding to a whole number is the same everywhere,
    rounding to decimals is not: some engines round the value, some its shortest text. -#}
{% macro rounded(value, digits) -%}
    {%- set scale = 10 ** digits -%}
    round(({{ value }}) * {{ scale }}) / {{ scale }}
{%- endmacro %}

{#- The natural logarithm, rounded where engines begin to differ. -#}
{% macro natural_log(value) -%}
    {{ rounded('ln(' ~ value ~ ')', 9) }}
{%- endmacro %}

{#- The number as text with `digits` decimals. -#}
{% macro number_text(value, digits) -%}
    cast(
        cast({{ rounded(value, digits) }} as decimal(18, {{ digits }}))
        as {{ dbt.type_string() }}
    )
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

{#- Spark reads a backslash in a literal as the beginning of an escape. -#}
{% macro spark__escaped(text) -%}
    {{ text | replace("\\", "\\\\") | replace("'", "\\'") }}
{%- endmacro %}

{#- What a rule word asks of a raw text cell. `optional_` before a word allows an empty
    cell. identifier, text, whole_number, number, money, date, timestamp, yes_no. -#}

{#- The pattern a cell of this kind must match as a whole. -#}
{% macro shape_of(kind) -%}
    {{ return({
        'whole_number': '[+-]?[0-9]{1,15}',
        'number': '[+-]?[0-9]{1,12}([.][0-9]{1,6})?',
        'money': '[+-]?[0-9]{1,12}([.][0-9]{1,6})?',
        'date': '[0-9]{4}-[0-9]{2}-[0-9]{2}',
        'timestamp': '[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?)?',
    }[kind]) }}
{%- endmacro %}

{#- A raw cell as the type its rule names; null where it breaks the rule. -#}
{% macro typed(column, rule) -%}
    {%- set text = trimmed(column) -%}
    {%- set kind = rule | replace('optional_', '') -%}
    {%- if kind == 'identifier' -%}
        case
            when {{ matches(text, '[0-9]+[.]0+') }} then {{ dbt.split_part(text, "'.'", 1) }}
            else {{ text }}
        end
    {%- elif kind == 'text' -%}
        {{ text }}
    {%- elif kind == 'whole_number' -%}
        {{ cast_where_it_matches(text, kind, 'bigint') }}
    {%- elif kind == 'number' -%}
        {{ cast_where_it_matches(text, kind, 'double') }}
    {%- elif kind == 'money' -%}
        cast(round({{ cast_where_it_matches(text, kind, 'decimal(20, 6)') }} * 100, 0) as bigint)
    {%- elif kind in ('date', 'timestamp') -%}
        {{ cast_where_it_matches(text, kind, kind) }}
    {%- elif kind == 'yes_no' -%}
        case
            when {{ text }} in ('true', 'True', 'TRUE', 'yes', 'Yes', 'YES', '1') then true
            when {{ text }} in ('false', 'False', 'FALSE', 'no', 'No', 'NO', '0') then false
        end
    {%- else -%}
        {{ exceptions.raise_compiler_error("Unknown rule '" ~ rule ~ "' for column " ~ column ~ ": use identifier, text, whole_number, number, money, date, timestamp or yes_no.") }}
    {%- endif -%}
{%- endmacro %}

{#- The text as the type; null where it has not the shape of its kind, for engines read
    more than that, each its own way, or where no such value exists. -#}
{% macro cast_where_it_matches(text, kind, type) -%}
    try_cast(case when {{ matches(text, shape_of(kind)) }} then {{ text }} end as {{ type }})
{%- endmacro %}

{#- True where a raw cell breaks its rule. Bounds are compared as text, which in this
    shape has the order of time. -#}
{% macro breaks(column, rule) -%}
    {%- set text = trimmed(column) -%}
    {%- set kind = rule | replace('optional_', '') -%}
    (
        {{ typed(column, rule) }} is null
        {%- if rule.startswith('optional_') %}
        and {{ text }} is not null
        {%- endif %}
        {%- if kind in ('date', 'timestamp') %}
        or coalesce(
            {{ text }} < '{{ var("earliest_date") }}' or {{ text }} >= '{{ var("latest_date") }}',
            false
        )
        {%- endif %}
    )
{%- endmacro %}

{#- The first column of a raw row that breaks its rule; null when none does. -#}
{% macro defect_column(rules) -%}
    case
        when landing_defect is not null then 'whole record'
        {%- for column, rule in rules.items() %}
        when {{ breaks(column, rule) }} then '{{ column }}'
        {%- endfor %}
    end
{%- endmacro %}

{#- The rule that the column named in defect_column breaks. -#}
{% macro defect_rule(rules) -%}
    case defect_column
        when 'whole record' then landing_defect
        {%- for column, rule in rules.items() %}
        when '{{ column }}' then '{{ rule }}'
        {%- endfor %}
    end
{%- endmacro %}

{#- The raw value of the column named in defect_column. -#}
{% macro defect_value(rules) -%}
    case defect_column
        when 'whole record' then raw_text
        {%- for column in rules %}
        when '{{ column }}' then {{ column }}
        {%- endfor %}
    end
{%- endmacro %}

{#- What became of a row: the first of its key is loaded, an equal copy is a duplicate,
    a row that breaks a rule or contradicts the first is quarantined. -#}
{% macro row_status(key, content) -%}
    {%- set same_key -%}
        partition by
            defect_rule is null,
            {{ key | join(',\n            ') }}
        order by
            source_file,
            source_line
    {%- endset -%}
    case
        when defect_rule is not null then 'quarantined'
        when row_number() over ({{ same_key }}) = 1 then 'loaded'
        when {{ row_hash(content) }} = first_value({{ row_hash(content) }}) over ({{ same_key }})
            then 'duplicate'
        else 'quarantined'
    end
{%- endmacro %}

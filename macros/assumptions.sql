{#- The value of one row of the seed profit_assumptions, among all its rows. -#}
{% macro assumed(assumption) -%}
    max(case when assumption = '{{ assumption }}' then value end)
{%- endmacro %}

{#- An amount of money as whole cents. -#}
{% macro whole_cents(amount) -%}
    cast(round({{ amount }}) as bigint)
{%- endmacro %}

{#- Cents as the number of a JSON text in whole currency, null as its null. -#}
{% macro json_usd(cents) -%}
    coalesce({{ number_text(cents ~ ' / 100.0', 2) }}, 'null')
{%- endmacro %}

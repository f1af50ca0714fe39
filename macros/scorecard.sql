{#- Whether a rule of the scorecard holds where its bounds (lowest, highest, text_value) stand
    beside the feature it looks at, as feature_number and feature_text. An empty bound is
    none; a value that is not there fulfils no rule. -#}
{% macro rule_holds() -%}
    (feature_number is not null or feature_text is not null)
    and (lowest is null or feature_number >= lowest)
    and (highest is null or feature_number < highest)
    and (text_value is null or feature_text = text_value)
{%- endmacro %}

-- No model uses a function that only one engine knows.
{%- set forbidden = (
    '(?i)\\b(date_diff|datediff|dateadd|date_add|list_[a-z]+|arg_max|arg_min|struct_pack'
    ~ '|read_csv[a-z_]*|read_parquet|quantile_cont|strftime|strptime|unnest|regr_[a-z]+'
    ~ '|regexp_[a-z_]+|epoch[a-z_]*|string_agg|any_value|hash)\\s*\\('
) %}
{%- set sentences = [] %}
{%- for model in models_in() if model.language == 'sql' %}
    {%- for found in modules.re.findall(forbidden, model.raw_code) %}
        {%- do sentences.append(model.name ~ ' uses ' ~ found) %}
    {%- endfor %}
    {%- if modules.re.search('target[.](type|name)', model.raw_code) %}
        {%- do sentences.append(model.name ~ ' asks for the target') %}
    {%- endif %}
{%- endfor %}

{{ violations(sentences) }}

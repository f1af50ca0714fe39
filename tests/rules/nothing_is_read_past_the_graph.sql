-- A model reads only what it names by ref or source, so the floor plan sees all of it.
{#- Words after `from` that name no relation. -#}
{%- set no_relation = (
    '(?i)\\b(?:extract|trim|substring)\\s*\\([^()]*|\\bdistinct\\s+from\\b'
) %}
{%- set past_it = (
    '(?i)(\\b(?:from|join)\\s+(?:\'|"?\\w+"?\\s*\\.\\s*"?\\w+)'
    ~ '|\\b(?:adapter|api)\\s*\\.\\s*\\w+|\\b(?:run_query|load_relation|statement)\\s*\\('
    ~ '|\\bsession\\s*\\.\\s*\\w+|\\bimport\\s+duckdb\\b)'
) %}
{%- set sentences = [] %}
{%- for model in models_in() %}
    {%- set code = modules.re.sub(no_relation, '', model.raw_code) %}
    {%- if model.language == 'python' %}
        {%- set code = modules.re.sub('(?m)^from [\\w.]+ import ', '', model.raw_code) %}
    {%- endif %}
    {%- for found in modules.re.findall(past_it, code) %}
        {%- do sentences.append(model.name ~ ' reads past the graph: ' ~ found) %}
    {%- endfor %}
{%- endfor %}

{{ violations(sentences) }}

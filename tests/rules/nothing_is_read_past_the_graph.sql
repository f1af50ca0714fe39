-- A model reads only what it names by ref or source, so the floor plan sees all of it.
{#- Words after `from` that name no relation. -#}
{%- set no_relation = (
    '(?i)\\b(?:extract|trim|substring)\\s*\\([^()]*|\\bdistinct\\s+from\\b'
) %}
{#- A file, a dotted name, a function, an expression that is no ref or source. -#}
{%- set not_named = (
    '(?:\'|"?\\w+"?\\s*\\.\\s*"?\\w+|\\w+\\s*\\('
    ~ '|\\{\\{(?!-?\\s*(?:ref|source)\\s*\\([^()]*\\)\\s*-?\\}\\}))'
) %}
{%- set before_a_comma = (
    '(?:(?:\\{\\{[^{}]*\\}\\}|"?\\w+"?)(?:\\s+(?:as\\s+)?\\w+)?\\s*,\\s*)*'
) %}
{%- set past_it = (
    '(?i)(\\b(?:from|join)\\s+' ~ before_a_comma ~ not_named
    ~ '|\\b(?:adapter|api)\\s*\\.\\s*\\w+|\\bsession\\s*\\.\\s*\\w+|\\bdbt\\s*\\.\\s*this\\b'
    ~ '|\\b(?:run_query|load_relation|last_run|statement|open|read_\\w+)\\s*\\('
    ~ '|\\bimport\\s+duckdb\\b)'
) %}
{%- set sentences = [] %}
{%- for model in models_in() %}
    {%- set code = modules.re.sub(no_relation, '', model.raw_code) %}
    {%- if model.language == 'python' %}
        {%- set code = modules.re.sub('(?m)^from [\\w.]+ import ', '', model.raw_code) %}
    {%- elif model.name == 'contenders' %}
        {#- Who speaks today was decided in the last run. -#}
        {%- set code = code.replace("{{ last_run('promotions', {", '') %}
    {%- elif model.config.materialized == 'incremental' %}
        {#- What is only ever added to looks at what it has. -#}
        {%- set code = modules.re.sub('\\bfrom \\{\\{ this \\}\\}', '', code) %}
    {%- endif %}
    {%- for found in modules.re.findall(past_it, code) %}
        {%- do sentences.append(model.name ~ ' reads past the graph: ' ~ found) %}
    {%- endfor %}
{%- endfor %}

{{ violations(sentences) }}

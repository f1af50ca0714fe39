-- The last select of a model names every column.
{%- set sentences = [] %}
{%- for model in models_in() if model.language == 'sql' %}
    {%- set door = modules.re.split(
        '(?i)\\sfrom\\s', model.raw_code.split('\nselect')[-1]
    )[0] %}
    {%- if modules.re.search('(^|[\\s.])\\*\\s*(,|$)', door) %}
        {%- do sentences.append(model.name ~ ' ends in select *') %}
    {%- endif %}
{%- endfor %}

{{ violations(sentences) }}

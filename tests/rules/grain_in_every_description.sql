-- A description says first what one row is.
{%- set sentences = [] %}
{%- for model in models_in() if not model.description.startswith('One row per ') %}
    {%- do sentences.append(model.name ~ ' does not begin with One row per') %}
{%- endfor %}

{{ violations(sentences) }}

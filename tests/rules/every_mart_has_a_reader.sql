-- A mart is named by an exposure: somebody reads it.
{%- set read = [] %}
{%- set sentences = [] %}
{%- if execute %}
    {%- for exposure in graph.exposures.values() %}
        {%- do read.extend(exposure.depends_on.nodes) %}
    {%- endfor %}
{%- endif %}
{%- for model in models_in(['marts']) if model.unique_id not in read %}
    {%- do sentences.append(model.name ~ ' has no exposure') %}
{%- endfor %}

{{ violations(sentences) }}

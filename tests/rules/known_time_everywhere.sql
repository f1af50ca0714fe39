-- What can be compared with a cutoff has a known time, or says why it needs none.
{#- A source table has `recorded_at` or the meta `no_known_time`; a model of staging or
    star with dates has a known time; what has one, and all of spines, labels and features,
    reads only what has one or has the meta `timeless`. -#}
{%- set known_times = ['known_at', 'known_month', 'valid_from_at', 'listed_at'] %}
{%- set timeless = {} %}
{%- set sentences = [] %}
{%- if execute %}
    {%- for table in graph.sources.values()
        if 'recorded_at' not in table.columns and not table.config.meta.no_known_time %}
        {%- do sentences.append('source ' ~ table.name ~ ' has no recorded_at') %}
    {%- endfor %}
{%- endif %}
{%- for model in models_in(['staging', 'star']) %}
    {%- set dated = model.columns.values()
        | selectattr('data_type', 'in', ['date', 'timestamp']) | list %}
    {%- set has_known_time = known_times | select('in', model.columns) | list %}
    {%- if dated and not has_known_time %}
        {%- do sentences.append(model.name ~ ' has dates and no known time') %}
    {%- endif %}
    {%- if 'valid_from_at' in model.columns and 'valid_to_at' not in model.columns %}
        {%- do sentences.append(model.name ~ ' has states that never end') %}
    {%- endif %}
    {%- if not has_known_time and not model.config.meta.timeless %}
        {%- do timeless.update({model.unique_id: model.name}) %}
    {%- endif %}
{%- endfor %}
{%- for model in models_in(['star', 'spines', 'labels', 'features'])
    if model.fqn[1] != 'star' or known_times | select('in', model.columns) | list %}
    {%- for parent_id in model.depends_on.nodes if parent_id in timeless %}
        {%- do sentences.append(
            model.name ~ ' reads ' ~ timeless[parent_id] ~ ', which knows no time'
        ) %}
    {%- endfor %}
{%- endfor %}

{{ violations(sentences) }}

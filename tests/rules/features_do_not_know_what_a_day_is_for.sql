-- A feature is the same whether its day teaches, judges or is today: training and
-- scoring read the same rows of the same matrix.
{%- set uses = (
    '(?i)\\b(cutoff_role|cutoff_use|is_score_cutoff|is_censored|is_decision_cutoff|is_today'
    ~ '|is_newest_vintage|is_own_window|vintage_date|window_end_date|score_cutoff_date'
    ~ '|as_of_date|label_status)\\b'
) %}
{%- set matrices = {} %}
{%- set sentences = [] %}
{%- for model in models_in(['features']) %}
    {%- for found in modules.re.findall(uses, model.raw_code) %}
        {%- do sentences.append(model.name ~ ' asks what a day is for: ' ~ found) %}
    {%- endfor %}
    {#- The matrix has no contract of its own but those of its themes. -#}
    {%- if model.language == 'sql' and not model.config.contract.enforced %}
        {%- do matrices.update({model.unique_id: model.name}) %}
    {%- endif %}
{%- endfor %}
{%- for model in models_in(['training', 'scoring']) if model.language == 'python' %}
    {%- for parent_id in model.depends_on.nodes if parent_id in graph.nodes %}
        {%- set parent = graph.nodes[parent_id] %}
        {%- if parent.fqn[1] == 'features' and parent.name != 'feature_list'
            and parent_id not in matrices %}
            {%- do sentences.append(
                model.name ~ ' reads ' ~ parent.name ~ ', which is not the matrix'
            ) %}
        {%- endif %}
    {%- endfor %}
{%- endfor %}

{{ violations(sentences) }}

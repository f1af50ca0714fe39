-- No model asks the clock or chance: what it says follows from the data alone.
{%- set forbidden = (
    '(?i)\\b(current_date|current_timestamp|localtimestamp|now\\s*\\(|today\\s*\\('
    ~ '|getdate\\s*\\(|run_started_at|random\\s*\\(|rand\\s*\\(|uuid\\s*\\(|newid\\s*\\()'
) %}
{%- set sentences = [] %}
{%- for model in models_in() %}
    {%- for found in modules.re.findall(forbidden, model.raw_code) %}
        {%- do sentences.append(model.name ~ ' uses ' ~ found) %}
    {%- endfor %}
{%- endfor %}

{{ violations(sentences) }}

-- Nothing is compared with a cutoff but by known_at and happens_within.
{%- set bare = (
    '(?i)[a-z_.]*(?:cutoff_date|as_of_date)\\s*(?:<|>|between\\b)'
    ~ '|(?:<|>)=?\\s*[a-z_]*\\.?(?:cutoff_date|as_of_date)\\b'
) %}
{%- set sentences = [] %}
{%- for model in models_in() %}
    {%- for found in modules.re.findall(bare, model.raw_code) %}
        {%- do sentences.append(model.name ~ ' compares with a cutoff: ' ~ found) %}
    {%- endfor %}
{%- endfor %}

{{ violations(sentences) }}

-- No model asks the clock: what it says follows from the data alone.
{%- set forbidden = (
    '(?i)(\\b(?:get_)?current_(?:date|time|timestamp|localtime|localtimestamp)\\b'
    ~ '|\\blocaltime(?:stamp)?\\b|\\b(?:now|today|getdate|curdate|sysdate|unix_timestamp)\\s*\\('
    ~ '|\\b(?:transaction|statement|clock)_timestamp\\b|\\brun_started_at\\b'
    ~ "|\\b(?:cast\\s*\\(|date|timestamp)\\s*'(?:now|today|yesterday|tomorrow)'"
    ~ "|'(?:now|today|yesterday|tomorrow)'\\s*::"
    ~ '|\\b(?:datetime|date|time)\\.(?:now|utcnow|today|time|time_ns|localtime|gmtime)\\b)'
) %}
{%- set sentences = [] %}
{%- for model in models_in() %}
    {%- for found in modules.re.findall(forbidden, model.raw_code) %}
        {%- do sentences.append(model.name ~ ' uses ' ~ found) %}
    {%- endfor %}
{%- endfor %}

{{ violations(sentences) }}

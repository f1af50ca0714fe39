-- No model asks chance, nor anything that another run or order would answer anew.
{%- set forbidden = (
    '(?i)(\\b(?:random|rand|randn|setseed|shuffle|uuid|uuidv[0-9]|gen_random_uuid|newid)\\s*\\('
    ~ '|\\btablesample\\b|\\busing\\s+sample\\b'
    ~ '|\\b(?:monotonically_increasing_id|spark_partition_id|input_file_name)\\s*\\('
    ~ '|\\browid\\b|(?<![.\\w])hash\\s*\\('
    ~ '|\\bimport\\s+(?:random|secrets|uuid)\\b|\\bfrom\\s+(?:random|secrets|uuid)\\s+import\\b'
    ~ '|\\b(?:np|numpy)\\.random\\b|\\.sample\\s*\\()'
) %}
{%- set sentences = [] %}
{%- for model in models_in() %}
    {%- for found in modules.re.findall(forbidden, model.raw_code) %}
        {%- do sentences.append(model.name ~ ' uses ' ~ found) %}
    {%- endfor %}
{%- endfor %}

{{ violations(sentences) }}

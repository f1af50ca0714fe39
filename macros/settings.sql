{#- Nothing where the file of a seed has the columns its YAML names and every cell a value of
    its column's type; otherwise the run stops with a sentence that says file, row and column.
    An engine loads more than that: it keeps a column nobody reads and makes 6.5 a whole 6. -#}
{% macro require_sound_seed() -%}
    {%- if execute -%}
        {%- set file, types = model.original_file_path, model.config.column_types -%}
        {%- set settings = load_agate_table() -%}
        {%- for column in settings.column_names if column not in types -%}
            {%- do exceptions.raise_compiler_error(
                file ~ ' has a column ' ~ column ~ ' that nothing reads: take it out, or call it '
                ~ types | join(' or ') ~ ' if that is meant.'
            ) -%}
        {%- endfor -%}
        {%- for column in types if column not in settings.column_names -%}
            {%- do exceptions.raise_compiler_error(
                file ~ ' has no column ' ~ column ~ ': add it to the header and to every row.'
            ) -%}
        {%- endfor -%}
        {%- for row in settings.rows -%}
            {%- set row_number = loop.index -%}
            {%- for column, type in types.items() if row[column] is not none -%}
                {%- set shape, words = shapes_of_settings()[type] -%}
                {%- if not modules.re.fullmatch(shape, row[column]) -%}
                    {%- do exceptions.raise_compiler_error(
                        file ~ ', row ' ~ row_number ~ ' below the header, has ' ~ row[column]
                        ~ ' in column ' ~ column ~ ': write ' ~ words ~ '.'
                    ) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#- For each type of a seed's column the pattern of its values and what to write. -#}
{% macro shapes_of_settings() -%}
    {{ return({
        'string': ['.*', 'a text on one line, with its quotes closed'],
        'bigint': ['-?[0-9]{1,18}', 'a whole number'],
        'double': ['-?[0-9]{1,15}([.][0-9]{1,15})?', 'a number such as 0.25'],
        'boolean': ['true|false', 'true or false'],
        'date': ['[0-9]{4}-[0-9]{2}-[0-9]{2}', 'a day such as 2026-01-31'],
    }) }}
{%- endmacro %}

{#- Nothing where `--vars` says only what something reads, in the form it is read; otherwise the
    run stops with a sentence. dbt itself takes any name. -#}
{% macro require_known_vars() -%}
    {%- set known = ['as_of_date', 'offer_id', 'earliest_date', 'latest_date', 'severity'] -%}
    {%- set given = invocation_args_dict.get('vars') or {} -%}
    {%- for name in given if name not in known -%}
        {%- do exceptions.raise_compiler_error(
            'Nothing reads the var ' ~ name ~ ': use one of ' ~ known | join(', ') ~ '.'
        ) -%}
    {%- endfor -%}
    {%- set shapes = shapes_of_settings() -%}
    {%- set forms = {
        'as_of_date': shapes['date'], 'earliest_date': shapes['date'],
        'latest_date': shapes['date'], 'severity': ['error|warn', 'error or warn'],
    } -%}
    {%- for name, form in forms.items() if var(name, none) is not none -%}
        {%- if not modules.re.fullmatch(form[0], var(name) | string) -%}
            {%- do exceptions.raise_compiler_error(
                'The var ' ~ name ~ ' is ' ~ var(name) ~ ': write ' ~ form[1] ~ '.'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{#- Nothing where there is what a run without learning takes for granted; otherwise it stops
    with a sentence. -#}
{% macro require_learned() -%}
    {%- if execute and 'tag:learning' in (invocation_args_dict.get('exclude') or []) -%}
        {%- for model in models_in() if 'learning' in model.tags -%}
            {%- if adapter.get_relation(model.database, model.schema, model.alias) is none -%}
                {%- do exceptions.raise_compiler_error(
                    'Nothing was learned here yet, for there is no ' ~ model.schema ~ '.'
                    ~ model.alias ~ ': run `make train` or `make build` first.'
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

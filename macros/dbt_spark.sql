{#- The rows of a seed as literals: as parameters the adapter turns a null into the text
    'None' (dbt-adapters#487) and leaves quotes as they are. -#}
{% macro spark__load_csv_rows(model, agate_table) %}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set statements = [] -%}
    {%- for rows in agate_table.rows | batch(get_batch_size()) -%}
        {%- set sql -%}
        insert into {{ this.render() }} values
            {%- for row in rows %}
        (
                {%- for name in agate_table.column_names -%}
                {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
                cast({{ text_literal(row[name]) }} as {{ type }}){{ ', ' if not loop.last }}
                {%- endfor -%}
        ){{ ',' if not loop.last }}
            {%- endfor %}
        {%- endset -%}
        {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
        {%- do statements.append(sql) -%}
    {%- endfor -%}
    {{ return(statements | first) }}
{% endmacro %}

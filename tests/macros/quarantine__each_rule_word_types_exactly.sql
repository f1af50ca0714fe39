-- Fails for each raw text that a rule word turns into another value than it says.
{%- set cells = [
    ('identifier', "'100234.0'", "'100234'"),
    ('identifier', "'100234.50'", "'100234.50'"),
    ('identifier', "'C1.0'", "'C1.0'"),
    ('identifier', "'007.000'", "'007'"),
    ('identifier', "chr(160) || ' 7.0 ' || chr(160)", "'7'"),
    ('text', "' two  words '", "'two  words'"),
    ('optional_text', "chr(160)", 'null'),
    ('whole_number', "'-7'", '-7'),
    ('whole_number', "'5.7'", 'null'),
    ('whole_number', "'1_000'", 'null'),
    ('whole_number', "'0x10'", 'null'),
    ('number', "'2.25'", "cast('2.25' as double)"),
    ('money', "'1'", '100'),
    ('money', "'1.2'", '120'),
    ('money', "'0.015'", '2'),
    ('money', "'-0.015'", '-2'),
    ('money', "'0.0149'", '1'),
    ('money', "'0.01499'", '1'),
    ('money', "'0.014999'", '1'),
    ('money', "'1.005'", '101'),
    ('money', "'-0.004'", '0'),
    ('money', "'999999999999.99'", '99999999999999'),
    ('date', "'2024-02-29'", "date '2024-02-29'"),
    ('date', "'2023-02-31'", 'null'),
    ('date', "'2024'", 'null'),
    ('timestamp', "'2024-02-29 24:00:00'", 'null'),
    ('timestamp', "'2024-02-29T10:00:00.5'", "timestamp '2024-02-29 10:00:00.5'"),
    ('timestamp', "'2024-02-29'", "timestamp '2024-02-29 00:00:00'"),
    ('yes_no', "'Yes'", 'true'),
    ('yes_no', "'0'", 'false'),
    ('optional_yes_no', "''", 'null'),
] %}

with

judged as (
    {% for rule, text, expected in cells %}
    select
        '{{ rule }}' as rule,
        {{ text }} as raw_text,
        cast({{ typed(text, rule) }} as {{ dbt.type_string() }}) as found,
        cast({{ expected }} as {{ dbt.type_string() }}) as expected
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select *

from judged

where coalesce(found, 'nothing') <> coalesce(expected, 'nothing')

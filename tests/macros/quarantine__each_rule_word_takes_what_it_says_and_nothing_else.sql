-- Fails for each raw text that a rule word wrongly takes or refuses.
{%- set cells = {
    'identifier': {
        'takes': ['C1', '100234.0', '1e5', 'n/a', ' C1 '],
        'refuses': ['', '  '],
    },
    'text': {'takes': ['n/a', '0'], 'refuses': ['']},
    'optional_text': {'takes': ['n/a', ''], 'refuses': []},
    'whole_number': {
        'takes': ['0', '-3', '+3', '007', '999999999999999'],
        'refuses': ['', '1.0', '1e5', 'NaN', '1 000', '0x1F', '9999999999999999'],
    },
    'optional_whole_number': {'takes': ['', '7'], 'refuses': ['seven']},
    'number': {'takes': ['0', '-2.25', '7'], 'refuses': ['', '.5', '1e5', 'NaN', '2,5']},
    'money': {
        'takes': ['0', '-1.5', '+1.123456', '999999999999.999999', ' 5 '],
        'refuses': [
            '', '1.', '.5', '1,5', '1e5', 'NaN', 'inf', '$5', '1.1234567', '1 000',
            '9999999999999',
        ],
    },
    'date': {
        'takes': ['1990-01-01', '2024-02-29', '2099-12-31'],
        'refuses': [
            '', '2023-02-31', '2023-02-29', '2024-13-01', 'n/a', 'epoch', 'infinity',
            '1989-12-31', '2100-01-01', '2024/01/01', '01.02.2024', '2024-1-1',
            '2024-01-01 10:00:00', '20240101',
        ],
    },
    'optional_date': {'takes': ['', '2024-02-29'], 'refuses': ['2023-02-29']},
    'timestamp': {
        'takes': [
            '2024-02-29', '2024-02-29 23:59:59', '2024-02-29T23:59:59',
            '2024-02-29 23:59:59.123456', '1990-01-01 00:00:00', '2099-12-31 23:59:59',
        ],
        'refuses': [
            '', 'now', 'epoch', '2023-02-29 10:00:00', '2024-02-29 10:00',
            '2024-02-29 24:00:00', '2024-02-29 25:00:00', '2024-02-29 10:61:00',
            '2024-02-29 10:00:00+02',
            '2024-02-29 10:00:00Z', '1989-12-31 23:59:59', '2100-01-01 00:00:00',
        ],
    },
    'yes_no': {
        'takes': ['true', 'FALSE', 'Yes', 'no', '1', '0'],
        'refuses': ['', 'maybe', 'y', 'on', '2', 'null'],
    },
    'optional_yes_no': {'takes': ['', 'true'], 'refuses': ['maybe']},
} %}

with

judged as (
    {% for rule, texts in cells.items() %}
    {%- set rule_loop = loop %}
    {%- for text in texts.takes + texts.refuses %}
    select
        '{{ rule }}' as rule,
        '{{ text }}' as raw_text,
        {{ text in texts.refuses }} as is_refused,
        {{ breaks("'" ~ text ~ "'", rule) }} as breaks_rule
    {% if not (loop.last and rule_loop.last) %}
    union all
    {% endif %}
    {%- endfor %}
    {%- endfor %}
)

select *

from judged

where breaks_rule is null or breaks_rule <> is_refused

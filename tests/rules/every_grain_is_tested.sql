-- A model that promises a grain has a test that it holds: the house key in its rooms.
{%- set keyed_rooms = ['spines', 'labels', 'features', 'scoring', 'decisions'] %}
{%- set unique_tests = ['unique_key', 'one_row_per_house_key', 'unique'] %}
{%- set sentences = [] %}
{%- set rooms_with_house_key = [] %}
{%- for model in models_in()
    if model.config.contract.enforced and not model.name.startswith('parsed_') %}
    {%- set tests = [] %}
    {%- for node in graph.nodes.values() %}
        {%- if node.resource_type == 'test'
            and node.attached_node == model.unique_id and node.test_metadata %}
            {%- do tests.append(node.test_metadata.name) %}
        {%- endif %}
    {%- endfor %}
    {%- if 'one_row_per_house_key' in tests %}
        {%- do rooms_with_house_key.append(model.fqn[1]) %}
    {%- endif %}
    {%- if not (tests | select('in', unique_tests) | list) %}
        {%- do sentences.append(model.name ~ ' has no test of its grain') %}
    {%- endif %}
{%- endfor %}
{%- if execute %}
    {%- for room in keyed_rooms if room not in rooms_with_house_key %}
        {%- do sentences.append('no model in ' ~ room ~ ' is tested for the house key') %}
    {%- endfor %}
{%- endif %}

{{ violations(sentences) }}

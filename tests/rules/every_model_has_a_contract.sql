-- A model has an enforced contract, or one of its room that has reads it.
{#- The matrix is the union of contracted themes and has a test of its own for it. -#}
{%- set sentences = [] %}
{%- for model in models_in() if not model.config.contract.enforced %}
    {%- set wrappers = [] %}
    {%- for other in models_in([model.fqn[1]]) %}
        {%- if model.unique_id in other.depends_on.nodes and other.config.contract.enforced %}
            {%- do wrappers.append(other.name) %}
        {%- endif %}
    {%- endfor %}
    {%- set tests = [] %}
    {%- for node in graph.nodes.values() %}
        {%- if node.resource_type == 'test' and node.attached_node == model.unique_id %}
            {%- do tests.append(node.test_metadata.name) %}
        {%- endif %}
    {%- endfor %}
    {%- if not wrappers and 'columns_are_the_contracts_of_its_themes' not in tests %}
        {%- do sentences.append(model.name ~ ' has no contract and no door in its room') %}
    {%- endif %}
{%- endfor %}

{{ violations(sentences) }}

-- A model reads its own room and the rooms on its list; only staging reads sources.
{%- set rooms = {
    'staging': [],
    'star': ['staging'],
    'spines': ['star'],
    'labels': ['spines', 'star'],
    'features': ['spines', 'star'],
    'training': ['labels', 'features'],
    'scoring': ['training', 'features'],
    'decisions': ['scoring', 'labels', 'features', 'spines', 'star'],
    'marts': ['decisions', 'scoring', 'training', 'star'],
    'monitoring': [
        'staging', 'star', 'spines', 'labels', 'features', 'training', 'scoring',
        'decisions', 'marts',
    ],
} %}
{%- set sentences = [] %}
{%- for model in models_in() %}
    {%- set room = model.fqn[1] %}
    {%- if room not in rooms %}
        {%- do sentences.append(model.name ~ ' lives in ' ~ room ~ ', which is no room') %}
    {%- endif %}
    {%- for parent_id in model.depends_on.nodes %}
        {%- if parent_id.startswith('source.') and room != 'staging' %}
            {%- do sentences.append(model.name ~ ' in ' ~ room ~ ' reads ' ~ parent_id) %}
        {%- elif parent_id.startswith('model.') %}
            {%- set parent = graph.nodes[parent_id] %}
            {%- if parent.fqn[1] != room and parent.fqn[1] not in rooms.get(room, []) %}
                {%- do sentences.append(
                    model.name ~ ' in ' ~ room ~ ' reads ' ~ parent.name ~ ' in '
                    ~ parent.fqn[1]
                ) %}
            {%- endif %}
        {%- elif not parent_id.startswith(('source.', 'seed.')) %}
            {%- do sentences.append(model.name ~ ' in ' ~ room ~ ' reads ' ~ parent_id) %}
        {%- endif %}
    {%- endfor %}
{%- endfor %}

{{ violations(sentences) }}

-- From when until when something is known about those who are asked about.
with

periods as (
    {% for entity, fact, event_date, known_at in facts_of_entities() %}
    select
        '{{ entity }}' as entity,
        cast(min({{ event_date }}) as date) as first_event_date,
        cast(max({{ known_at }}) as timestamp) as known_at

    from {{ ref(fact) }}

    -- Where nothing happened nothing can be asked.
    having count(*) > 0
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select
    entity,
    min(first_event_date) as first_event_date,
    max(known_at) as known_at

from periods

group by entity

-- From when until when something is known about those who are asked about.
{#- Of property when it was recorded: a deed dated ahead does not bring its day ahead. -#}
{%- set facts = [
    ('customer', 'fct_transaction', 'sold_date', 'known_at'),
    ('property', 'stg_property__transfers', 'sold_date', 'known_at'),
    ('property', 'stg_property__listing_events', 'event_date', 'known_at'),
    ('property', 'stg_property__engagements', 'engaged_date', 'known_at'),
    ('property', 'stg_property__distress_events', 'event_date', 'known_at'),
    ('car_lead', 'fct_car_lead', 'received_at', 'known_at'),
    ('car_lead', 'fct_car_lead_status', 'valid_from_at', 'valid_from_at'),
    ('car_lead', 'fct_car_interaction', 'happened_at', 'known_at'),
    ('contractor_lead', 'fct_lead_offer', 'offered_at', 'known_at'),
    ('contractor_lead', 'fct_lead_feedback', 'created_at', 'valid_from_at'),
] %}

with

periods as (
    {% for entity, fact, event_date, known_at in facts %}
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

{#- What tells from when until when there is data about an entity: the fact, the day of its
    event and since when it is known. Of property when it was recorded: a deed dated ahead does
    not bring its day ahead. -#}
{% macro facts_of_entities() -%}
    {{ return([
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
    ]) }}
{%- endmacro %}

{#- What the entities of a holdout are told apart by, and whose feature each is. -#}
{% macro segment_kinds() -%}
    {{ return({
        'industry': ['customer'],
        'size_band': ['customer'],
        'region': ['customer', 'property'],
        'property_type': ['property'],
        'channel': ['car_lead'],
        'permit_kind': ['contractor_lead'],
    }) }}
{%- endmacro %}

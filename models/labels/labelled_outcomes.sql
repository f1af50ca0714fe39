-- What happened after each day somebody was asked about, whoever it was.
with

outcomes as (
    {% for entity in entities() %}
    select
        '{{ entity }}' as entity,
        entity_id,
        offer_id,
        cutoff_date,
        task_id,
        cutoff_role,
        window_periods_used,
        window_end_date,
        label_status,
        outcome,
        {{ 'realised_gross_profit_cents' if entity == 'customer'
            else 'cast(null as bigint)' }} as realised_gross_profit_cents

    from {{ ref('labels_' ~ entity) }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select
    entity,
    entity_id,
    offer_id,
    cutoff_date,
    task_id,
    cutoff_role,
    window_periods_used,
    window_end_date,
    label_status,
    outcome,
    realised_gross_profit_cents

from outcomes

-- Which rules of thumb of the scorecard hold for whom, and how many points they give.
with

scorecard as (

    select * from {{ ref('scorecard') }}

),

model_vintages as (

    select * from {{ ref('model_vintages') }}

),

speaking as (

    select
        entity,
        task_id,
        offer_id,
        min(vintage_date) as vintage_date

    from model_vintages

    group by
        entity,
        task_id,
        offer_id

),

-- The day of a rule is one on which a model might speak.
asked as (
    {% for entity in entities() %}
    select
        speaking.task_id,
        features.entity_id,
        features.offer_id,
        features.cutoff_date,
        scorecard.rule_id,
        scorecard.points as points_count,
        scorecard.reason,
        scorecard.lowest,
        scorecard.highest,
        scorecard.text_value,
        {{ feature_as_number(entity, 'scorecard.feature_name') }} as feature_number,
        {{ feature_as_text(entity, 'scorecard.feature_name') }} as feature_text

    from {{ ref('features_' ~ entity) }} as features

    inner join speaking
        on
            speaking.entity = '{{ entity }}'
            and features.offer_id = speaking.offer_id
            and {{ known_at('speaking.vintage_date', 'features.cutoff_date') }}

    inner join scorecard
        on speaking.task_id = scorecard.task_id
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    rule_id,
    points_count,
    reason

from asked

where {{ rule_holds() }}

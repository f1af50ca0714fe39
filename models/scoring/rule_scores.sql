-- How likely each outcome is by the rules of thumb alone, without anything learned.
with

scorecard_bases as (

    select * from {{ ref('scorecard_bases') }}

),

model_vintages as (

    select * from {{ ref('model_vintages') }}

),

rule_hits as (

    select * from {{ ref('rule_hits') }}

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

asked as (
    {% for entity in entities() %}
    select
        speaking.task_id,
        features.entity_id,
        features.offer_id,
        features.cutoff_date

    from {{ ref('features_' ~ entity) }} as features

    inner join speaking
        on
            speaking.entity = '{{ entity }}'
            and features.offer_id = speaking.offer_id
            and {{ known_at('speaking.vintage_date', 'features.cutoff_date') }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

summed as (

    select
        task_id,
        entity_id,
        offer_id,
        cutoff_date,
        sum(points_count) as points_count,
        count(*) as rule_count

    from rule_hits

    group by
        task_id,
        entity_id,
        offer_id,
        cutoff_date

),

-- So many points double the odds: the usual way to write a scorecard.
weighed as (

    select
        asked.*,
        cast(coalesce(summed.points_count, 0) as bigint) as points_count,
        cast(coalesce(summed.rule_count, 0) as bigint) as rule_count,
        scorecard_bases.base_probability / (1 - scorecard_bases.base_probability)
        * power(
            cast(2 as double),
            cast(coalesce(summed.points_count, 0) as double)
            / scorecard_bases.doubling_points
        ) as odds

    from asked

    -- A task without a scorecard has no word of the rules.
    inner join scorecard_bases
        on asked.task_id = scorecard_bases.task_id

    left join summed
        on
            asked.task_id = summed.task_id
            and asked.entity_id = summed.entity_id
            and asked.offer_id = summed.offer_id
            and asked.cutoff_date = summed.cutoff_date

)

select
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    points_count,
    rule_count,
    {{ rounded('odds / (1 + odds)', 9) }} as heuristic_probability

from weighed

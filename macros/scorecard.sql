{#- Whether a rule of the scorecard holds where its bounds (lowest, highest, text_value) stand
    beside the feature it looks at, as feature_number and feature_text. An empty bound is
    none; a value that is not there fulfils no rule. -#}
{% macro rule_holds() -%}
    (feature_number is not null or feature_text is not null)
    and (lowest is null or feature_number >= lowest)
    and (highest is null or feature_number < highest)
    and (text_value is null or feature_text = text_value)
{%- endmacro %}

{#- The points of the rules that hold for each row of an entity's spine, as a theme of its
    features; `themes` is whatever a rule may look at. -#}
{% macro points_of_rules(entity, themes) -%}
with

spine as (

    select * from {{ ref('spine_' ~ entity) }}

),

scorecard as (

    select scorecard.*

    from {{ ref('scorecard') }} as scorecard

    inner join {{ ref('tasks') }} as tasks
        on scorecard.task_id = tasks.task_id

    where tasks.entity = '{{ entity }}'

),

-- Whatever a rule may look at.
features as (

    select
        spine.entity_id,
        spine.offer_id,
        spine.cutoff_date{{ contracted_columns_of(themes) }}

    from spine
    {% for theme in themes %}
    inner join {{ ref(theme) }} as {{ theme }}
        on
            spine.entity_id = {{ theme }}.entity_id
            and spine.offer_id = {{ theme }}.offer_id
            and spine.cutoff_date = {{ theme }}.cutoff_date
    {% endfor %}
),

asked as (

    select
        features.entity_id,
        features.offer_id,
        features.cutoff_date,
        scorecard.points,
        scorecard.lowest,
        scorecard.highest,
        scorecard.text_value,
        {{ feature_as_number(entity, 'scorecard.feature_name') }}
            as feature_number,
        {{ feature_as_text(entity, 'scorecard.feature_name') }}
            as feature_text

    from features

    cross join scorecard

),

summed as (

    select
        entity_id,
        offer_id,
        cutoff_date,
        sum(points) as points_count

    from asked

    where {{ rule_holds() }}

    group by entity_id, offer_id, cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    cast(coalesce(summed.points_count, 0) as bigint) as rules_points_count

from spine

left join summed
    on
        spine.entity_id = summed.entity_id
        and spine.offer_id = summed.offer_id
        and spine.cutoff_date = summed.cutoff_date
{%- endmacro %}

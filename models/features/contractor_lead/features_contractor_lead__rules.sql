-- How many points the rules of thumb give the lead and the account on the cutoff day.
{%- set themes = [
    'features_contractor_lead__profile',
    'features_contractor_lead__account',
    'features_contractor_lead__market',
] %}

with

spine as (

    select * from {{ ref('spine_contractor_lead') }}

),

scorecard as (

    select scorecard.*

    from {{ ref('scorecard') }} as scorecard

    inner join {{ ref('tasks') }} as tasks
        on scorecard.task_id = tasks.task_id

    where tasks.entity = 'contractor_lead'

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
        {{ feature_as_number('contractor_lead', 'scorecard.feature_name') }}
            as feature_number,
        {{ feature_as_text('contractor_lead', 'scorecard.feature_name') }}
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

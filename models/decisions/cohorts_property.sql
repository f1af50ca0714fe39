-- Which kinds of property and owner there are, today and when last an outcome is known.
{%- set features = contracted_features('property') %}
{%- set known_counts = [] %}
{%- for _, column in features %}
    {%- do known_counts.append(
        'case when features_property.' ~ column.name ~ ' is null then 0'
        ~ ' else model_questions.asks_' ~ column.name ~ ' end'
    ) %}
{%- endfor %}
{%- set known_count = '(' ~ (known_counts or ['0']) | join(' + ') ~ ')' %}

with

features_property as (

    select * from {{ ref('features_property') }}

),

labels_property as (

    select * from {{ ref('labels_property') }}

    where task_id = 'seller_listing'

),

model_importances as (

    select * from {{ ref('model_importances') }}

    where task_id = 'seller_listing'

),

-- What the model asks; nothing where none speaks.
model_questions as (

    select
        task_id,
        {%- for _, column in features %}
        max(case when feature_name = '{{ column.name }}' then 1 else 0 end)
            as asks_{{ column.name }},
        {%- endfor %}
        count(*) as asked_count

    from model_importances

    group by task_id

),

last_window as (

    select max(cutoff_date) as cutoff_date

    from labels_property

    where label_status = 'observed'

),

asked as (

    select
        labels_property.task_id,
        labels_property.entity_id,
        labels_property.offer_id,
        labels_property.cutoff_date,
        labels_property.cutoff_role = 'score' as is_today,
        labels_property.outcome

    from labels_property

    cross join last_window

    where
        labels_property.cutoff_role = 'score'
        or labels_property.cutoff_date = last_window.cutoff_date

)

select
    asked.task_id,
    asked.entity_id,
    asked.offer_id,
    asked.cutoff_date,
    asked.is_today,
    coalesce(features_property.region, 'unknown') as region,
    coalesce(features_property.property_type, 'unknown') as property_type,
    coalesce(features_property.owner_kind, 'unknown') as owner_kind,
    case
        when features_property.is_absentee_owner then 'absent owner'
        when not features_property.is_absentee_owner then 'local owner'
        else 'unknown'
    end as owner_place,
    case
        when features_property.last_distress_age_days is not null
            then 'distress on file'
        else 'no distress on file'
    end as distress,
    case
        when features_property.is_listed then 'listed'
        when features_property.is_withdrawn then 'withdrawn'
        else 'not listed'
    end as listing,
    {{ share_of(known_count, 'model_questions.asked_count') }} as known_feature_share,
    asked.outcome

from asked

inner join features_property
    on
        asked.entity_id = features_property.entity_id
        and asked.offer_id = features_property.offer_id
        and asked.cutoff_date = features_property.cutoff_date

left join model_questions
    on asked.task_id = model_questions.task_id

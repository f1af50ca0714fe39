-- How often each feature has a value, today and on the days that are learned from.
with

feature_list as (

    select * from {{ ref('feature_list') }}

),

labelled_outcomes as (

    select * from {{ ref('labelled_outcomes') }}

    where cutoff_role in ('train', 'select', 'calibrate', 'score')

),

cutoffs as (

    select
        entity,
        task_id,
        offer_id,
        cutoff_date,
        min(case when cutoff_role = 'score' then 'score' else 'learned' end)
            as cutoff_use

    from labelled_outcomes

    group by
        entity,
        task_id,
        offer_id,
        cutoff_date

),

-- Each entity has its own features: counted there, listed one below the other.
{% for entity in entities() -%}
{%- set features = [] %}
{%- for _, column in contracted_features(entity) %}
    {%- do features.append(column.name) %}
{%- endfor %}
counted_{{ entity }} as (

    select
        cutoffs.task_id,
        cutoffs.offer_id,
        cutoffs.cutoff_use,
        {%- for feature in features %}
        count(features.{{ feature }}) as {{ feature }},
        {%- endfor %}
        count(*) as row_count

    from cutoffs

    inner join {{ ref('features_' ~ entity) }} as features
        on
            cutoffs.offer_id = features.offer_id
            and cutoffs.cutoff_date = features.cutoff_date

    where cutoffs.entity = '{{ entity }}'

    group by
        cutoffs.task_id,
        cutoffs.offer_id,
        cutoffs.cutoff_use

),

{% endfor -%}
counted as (
    {% for entity in entities() %}
    {%- set features = contracted_features(entity) %}
    select
        feature_list.*,
        counted_{{ entity }}.task_id,
        counted_{{ entity }}.offer_id,
        counted_{{ entity }}.cutoff_use,
        counted_{{ entity }}.row_count,
        case feature_list.feature_name
            {#- The graph is empty while dbt parses. #}
            {%- for _, column in features or [('', {'name': 'row_count'})] %}
            when '{{ column.name }}' then counted_{{ entity }}.{{ column.name }}
            {%- endfor %}
        end as known_count

    from counted_{{ entity }}

    inner join feature_list
        on feature_list.entity = '{{ entity }}'
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select
    task_id,
    offer_id,
    cutoff_use,
    entity,
    theme,
    feature_name,
    data_type,
    description,
    is_active,
    cast(row_count as bigint) as row_count,
    cast(known_count as bigint) as known_count

from counted

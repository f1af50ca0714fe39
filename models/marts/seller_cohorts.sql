-- How likely each kind of property and owner sells, and how often it did before.
{%- set dimensions = [
    'region', 'property_type', 'owner_kind', 'owner_place', 'distress', 'listing',
] %}

with

cohorts_property as (

    select * from {{ ref('cohorts_property') }}

),

opportunities as (

    select * from {{ ref('opportunities') }}

    where is_today and policy_role = 'active'

),

scored as (

    select
        cohorts_property.*,
        opportunities.hybrid_probability,
        opportunities.model_weight * coalesce(opportunities.ml_probability, 0)
            as model_part_probability

    from cohorts_property

    left join opportunities
        on
            cohorts_property.task_id = opportunities.task_id
            and cohorts_property.entity_id = opportunities.entity_id
            and cohorts_property.offer_id = opportunities.offer_id
            and cohorts_property.cutoff_date = opportunities.cutoff_date

),

members as (

    select
        'all' as cohort_dimension,
        'all' as cohort,
        *

    from scored

    {%- for dimension in dimensions %}

    union all

    select
        '{{ dimension }}' as cohort_dimension,
        {{ dimension }} as cohort,
        *

    from scored
    {%- endfor %}

),

summed as (

    select
        cohort_dimension,
        cohort,
        count(case when is_today then 1 end) as property_count,
        {{ exact_sum('case when is_today then hybrid_probability end') }}
            as probability_sum,
        {{ exact_sum('case when is_today then model_part_probability end') }}
            as model_part_sum,
        {{ exact_sum('case when is_today then known_feature_share end') }}
            as known_feature_sum,
        count(outcome) as last_window_count,
        sum(outcome) as last_window_listed_count

    from members

    group by
        cohort_dimension,
        cohort

)

select
    cohort_dimension,
    cohort,
    property_count,
    {{ share_of('probability_sum * 100', 'property_count') }} as mean_seller_score,
    {{ share_of('model_part_sum', 'probability_sum') }} as model_share,
    1 - {{ share_of('model_part_sum', 'probability_sum') }} as heuristic_share,
    {{ share_of('known_feature_sum', 'property_count') }} as feature_coverage_share,
    last_window_count,
    {{ share_of('last_window_listed_count', 'last_window_count') }}
        as last_window_listed_share

from summed

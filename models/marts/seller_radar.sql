-- How likely each property is to be put up for sale, what says so and why.
with

opportunities as (

    select * from {{ ref('opportunities') }}

    where is_today and policy_role = 'active' and task_id = 'seller_listing'

),

opportunity_reasons as (

    select * from {{ ref('opportunity_reasons') }}

),

cohorts_property as (

    select * from {{ ref('cohorts_property') }}

    where is_today

)

select
    opportunities.entity_id as parcel_id,
    opportunities.cutoff_date,
    opportunities.priority_rank as radar_rank,
    {{ rounded('opportunities.hybrid_probability * 100', 1) }} as seller_score,
    opportunities.ml_probability as p_model,
    opportunities.ml_probability_lower as p_model_lower,
    opportunities.ml_probability_upper as p_model_upper,
    opportunities.confidence,
    opportunities.heuristic_probability as p_heuristic,
    opportunities.model_weight,
    {{ share_of(
        'opportunities.model_weight * coalesce(opportunities.ml_probability, 0)',
        'opportunities.hybrid_probability'
    ) }} as model_share,
    opportunities.rung,
    opportunity_reasons.reasons,
    cohorts_property.region,
    cohorts_property.property_type,
    cohorts_property.owner_kind || ', ' || cohorts_property.owner_place
    || ', ' || cohorts_property.distress || ', ' || cohorts_property.listing as cohort,
    cohorts_property.known_feature_share as feature_coverage_share

from opportunities

inner join opportunity_reasons
    on
        opportunities.task_id = opportunity_reasons.task_id
        and opportunities.entity_id = opportunity_reasons.entity_id
        and opportunities.offer_id = opportunity_reasons.offer_id
        and opportunities.cutoff_date = opportunity_reasons.cutoff_date

inner join cohorts_property
    on
        opportunities.entity_id = cohorts_property.entity_id
        and opportunities.offer_id = cohorts_property.offer_id
        and opportunities.cutoff_date = cohorts_property.cutoff_date

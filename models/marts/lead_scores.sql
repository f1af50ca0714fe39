-- How likely and how much worth every open opportunity is today.
with

opportunities as (

    select * from {{ ref('opportunities') }}

    where is_today and policy_role = 'active'

)

select
    task_id,
    account_id,
    entity_id,
    cutoff_date,
    ml_probability,
    ml_probability_lower,
    ml_probability_upper,
    confidence,
    heuristic_probability,
    hybrid_probability,
    rung,
    cast(expected_value_cents / 100.0 as decimal(18, 2)) as expected_value_usd,
    priority_score,
    tier,
    bucket

from opportunities

-- In which order opportunities are worked today, and why some are not.
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
    priority_rank,
    account_rank,
    tier,
    is_recommended,
    ml_probability,
    ml_probability_lower,
    ml_probability_upper,
    confidence,
    hybrid_probability,
    cast(value_cents / 100.0 as decimal(18, 2)) as value_usd,
    cast(expected_value_cents / 100.0 as decimal(18, 2)) as expected_value_usd,
    priority_score,
    gate_id as held_back_by,
    reason

from opportunities

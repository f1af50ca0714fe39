-- Everybody in the holdout: what was said, what the rules of thumb say, what happened.
with

holdout_outcomes as (

    select * from {{ ref('holdout_outcomes') }}

)

select
    task_id,
    entity_id,
    offer_id as division,
    cutoff_date,
    probability as p_icp,
    rung,
    outcome as bought_in_division,
    cast(realised_gross_profit_cents / 100.0 as decimal(18, 2)) as gross_profit_usd,
    cast(expected_value_cents / 100.0 as decimal(18, 2)) as expected_value_usd,
    decile,
    recency_score,
    frequency_score,
    bg_nbd_score,
    heuristic_probability,
    {%- for segment_kind in segment_kinds() %}
    {{ segment_kind }},
    {%- endfor %}
    rep_id

from holdout_outcomes

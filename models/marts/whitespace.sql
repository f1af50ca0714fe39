-- Whom to work next, for which division, best first.
with

ranking as (

    select * from {{ ref('ranking') }}

),

signals as (

    select * from {{ ref('signals') }}

),

reasons as (

    select * from {{ ref('reasons') }}

),

customer_today as (

    select * from {{ ref('customer_today') }}

),

dim_offer as (

    select * from {{ ref('dim_offer') }}

)

select
    ranking.task_id,
    ranking.list_rank,
    ranking.entity_id as customer_id,
    customer_today.customer_name,
    ranking.offer_id as division,
    dim_offer.offer_name as division_name,
    ranking.cutoff_date,
    ranking.score,
    ranking.is_selected,
    signals.window_months_used as window_months,
    signals.has_bought,
    signals.probability as p_icp,
    signals.probability_percentile as p_icp_pct,
    signals.affinity_percentile as lift_norm,
    signals.similarity_percentile as similarity_norm,
    signals.expected_value_percentile as ev_norm,
    cast(signals.value_if_won_cents / 100.0 as decimal(18, 2)) as value_if_won_usd,
    cast(signals.expected_value_cents / 100.0 as decimal(18, 2)) as expected_value_usd,
    reasons.nba_reason,
    reasons.main_drivers,
    customer_today.rep_id,
    customer_today.rep_name,
    customer_today.region,
    signals.rung,
    signals.model_id

from ranking

inner join signals
    on
        ranking.task_id = signals.task_id
        and ranking.entity_id = signals.entity_id
        and ranking.offer_id = signals.offer_id

inner join reasons
    on
        ranking.task_id = reasons.task_id
        and ranking.entity_id = reasons.entity_id
        and ranking.offer_id = reasons.offer_id

inner join customer_today
    on ranking.entity_id = customer_today.customer_id

inner join dim_offer
    on ranking.offer_id = dim_offer.offer_id

where
    ranking.is_active_policy
    and ranking.gate_id is null

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

dim_customer as (

    select * from {{ ref('dim_customer') }}

    where valid_to_at is null

),

dim_offer as (

    select * from {{ ref('dim_offer') }}

),

dim_rep as (

    select * from {{ ref('dim_rep') }}

)

select
    ranking.list_rank,
    ranking.entity_id as customer_id,
    dim_customer.customer_name,
    ranking.offer_id as division,
    dim_offer.offer_name as division_name,
    ranking.cutoff_date,
    ranking.score,
    ranking.is_selected,
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
    dim_customer.rep_id,
    dim_rep.rep_name,
    dim_customer.region,
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

inner join dim_customer
    on ranking.entity_id = dim_customer.customer_id

inner join dim_offer
    on ranking.offer_id = dim_offer.offer_id

left join dim_rep
    on dim_customer.rep_id = dim_rep.rep_id

where
    ranking.is_active_policy
    and ranking.gate_id is null

-- Whom to work next, for which division, best first.
with

ranking as (

    select * from {{ ref('ranking') }}

    where is_today

),

signals as (

    select * from {{ ref('signals') }}

),

policy_variants as (

    select * from {{ ref('policy_variants') }}

),

selected as (

    select * from {{ ref('capacity_selections') }}

    where is_active_capacity and policy_role = 'active'

),

reasons as (

    select * from {{ ref('reasons') }}

),

customer_states as (

    select * from {{ ref('customer_states') }}

),

dim_offer as (

    select * from {{ ref('dim_offer') }}

)

select
    ranking.task_id,
    ranking.list_rank,
    ranking.entity_id as customer_id,
    customer_states.customer_name,
    ranking.offer_id as division,
    dim_offer.offer_name as division_name,
    ranking.cutoff_date,
    ranking.score,
    challengers.score as score_challenger,
    selected.selection_rank is not null as is_selected,
    selected.selection_rank,
    signals.window_periods_used as window_months,
    signals.has_bought,
    signals.probability as p_icp,
    signals.probability_lower as p_icp_lower,
    signals.probability_upper as p_icp_upper,
    signals.confidence,
    signals.probability_percentile as p_icp_pct,
    signals.affinity as mb_lift_max,
    signals.mean_lift as mb_lift_mean,
    {{ normalised('affinity') }} as lift_norm,
    {{ normalised('similarity') }} as als_norm,
    signals.similarity_method as als_method,
    {{ normalised('expected_value') }} as ev_norm,
    cast(signals.value_if_won_cents / 100.0 as decimal(18, 2)) as value_if_won_usd,
    cast(signals.expected_value_cents / 100.0 as decimal(18, 2)) as expected_value_usd,
    reasons.nba_reason,
    reasons.speaks_for,
    reasons.speaks_against,
    customer_states.rep_id,
    customer_states.rep_name,
    customer_states.region,
    signals.rung,
    signals.model_id

from ranking

inner join policy_variants
    on
        ranking.variant_id = policy_variants.variant_id
        and policy_variants.variant_role = 'active'

inner join signals
    on
        ranking.task_id = signals.task_id
        and ranking.entity_id = signals.entity_id
        and ranking.offer_id = signals.offer_id
        and ranking.cutoff_date = signals.cutoff_date

inner join ranking as challengers
    on
        ranking.task_id = challengers.task_id
        and ranking.entity_id = challengers.entity_id
        and ranking.offer_id = challengers.offer_id
        and challengers.variant_role = 'challenger'

inner join reasons
    on
        ranking.task_id = reasons.task_id
        and ranking.entity_id = reasons.entity_id
        and ranking.offer_id = reasons.offer_id

inner join customer_states
    on
        ranking.task_id = customer_states.task_id
        and ranking.entity_id = customer_states.customer_id
        and ranking.cutoff_date = customer_states.cutoff_date

inner join dim_offer
    on ranking.offer_id = dim_offer.offer_id

left join selected
    on
        ranking.task_id = selected.task_id
        and ranking.entity_id = selected.entity_id
        and ranking.offer_id = selected.offer_id

where ranking.gate_id is null

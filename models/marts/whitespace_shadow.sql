-- The list the challenging policy would hand out instead, for comparison only.
with

capacity_selections as (

    select * from {{ ref('capacity_selections') }}

),

signals as (

    select * from {{ ref('signals') }}

)

select
    capacity_selections.task_id,
    capacity_selections.policy_id,
    capacity_selections.list_rank,
    capacity_selections.selection_rank,
    capacity_selections.entity_id as customer_id,
    capacity_selections.offer_id as division,
    capacity_selections.cutoff_date,
    capacity_selections.score,
    signals.probability as p_icp,
    signals.probability_percentile as p_icp_pct

from capacity_selections

inner join signals
    on
        capacity_selections.task_id = signals.task_id
        and capacity_selections.entity_id = signals.entity_id
        and capacity_selections.offer_id = signals.offer_id
        and capacity_selections.cutoff_date = signals.cutoff_date

where
    capacity_selections.policy_role = 'challenger'
    and capacity_selections.is_active_capacity

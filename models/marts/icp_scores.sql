-- The probability of every customer for every division, held back or not.
with

signals as (

    select * from {{ ref('signals') }}

    where is_today

),

customer_states as (

    select * from {{ ref('customer_states') }}

),

ranking as (

    select * from {{ ref('ranking') }}

    where is_today and variant_role = 'active'

)

select
    signals.task_id,
    signals.entity_id as customer_id,
    customer_states.customer_name,
    signals.offer_id as division,
    signals.cutoff_date,
    signals.probability as icp_score,
    signals.probability_percentile as icp_percentile,
    signals.window_periods_used as window_months,
    signals.has_bought,
    ranking.gate_id as held_back_by,
    signals.rung,
    signals.model_id

from signals

inner join ranking
    on
        signals.task_id = ranking.task_id
        and signals.entity_id = ranking.entity_id
        and signals.offer_id = ranking.offer_id

inner join customer_states
    on
        signals.task_id = customer_states.task_id
        and signals.entity_id = customer_states.customer_id
        and signals.cutoff_date = customer_states.cutoff_date

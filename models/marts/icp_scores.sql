-- The probability of every customer for every division, held back or not.
with

signals as (

    select * from {{ ref('signals') }}

),

dim_customer as (

    select * from {{ ref('dim_customer') }}

    where valid_to_at is null

),

ranking as (

    select * from {{ ref('ranking') }}

    where is_active_policy

)

select
    signals.entity_id as customer_id,
    dim_customer.customer_name,
    signals.offer_id as division,
    signals.cutoff_date,
    signals.probability as icp_score,
    signals.probability_percentile as icp_percentile,
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

inner join dim_customer
    on signals.entity_id = dim_customer.customer_id

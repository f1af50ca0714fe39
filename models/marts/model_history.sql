-- Every decision about which model speaks for an offer, and which of them does today.
with

promotions as (

    select * from {{ ref('promotions') }}

),

champions as (

    select * from {{ ref('champions') }}

),

model_registry as (

    select * from {{ ref('model_registry') }}

),

-- A model that was judged several times bears its name at the last decision.
judged as (

    select
        promotions.*,
        champions.model_id as speaking_id,
        row_number() over (
            partition by
                promotions.task_id, promotions.offer_id, promotions.challenger_id
            order by promotions.decision_order desc
        ) as model_rank,
        row_number() over (
            partition by promotions.task_id, promotions.offer_id
            order by promotions.decision_order desc
        ) as decision_rank

    from promotions

    left join champions
        on
            promotions.task_id = champions.task_id
            and promotions.offer_id = champions.offer_id

),

-- Who took over last, of those that do not speak now.
former as (

    select
        task_id,
        offer_id,
        challenger_id,
        row_number() over (
            partition by task_id, offer_id
            order by decision_order desc
        ) as former_rank

    from judged

    where decision = 'promote' and challenger_id <> speaking_id

)

select
    judged.decision_order,
    judged.task_id,
    judged.offer_id as division,
    judged.vintage_date,
    judged.challenger_id as model_id,
    model_registry.candidate_id as model,
    case
        when judged.model_rank > 1 then null
        when judged.challenger_id = judged.speaking_id then 'champion'
        when judged.challenger_id = former.challenger_id then 'previous'
        when judged.decision_rank = 1 then 'challenger'
    end as alias,
    judged.decision,
    judged.reason,
    judged.incumbent_id,
    judged.champion_id,
    judged.row_count,
    judged.positive_count,
    judged.entity_count,
    judged.challenger_log_loss as log_loss,
    judged.incumbent_log_loss,
    judged.difference_mean,
    judged.difference_lower,
    judged.difference_upper,
    judged.power

from judged

left join former
    on
        judged.task_id = former.task_id
        and judged.offer_id = former.offer_id
        and former.former_rank = 1

left join model_registry
    on judged.challenger_id = model_registry.model_id

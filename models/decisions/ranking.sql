-- Everybody in the order of each policy, on each day somebody decides.
with

scored_pairs as (

    select * from {{ ref('scored_pairs') }}

),

ranked as (

    select
        *,
        cast(
            row_number() over (
                partition by task_id, variant_id, cutoff_date, gate_id is null
                order by score desc, tie_breaker_score desc, entity_id, offer_id
            ) as bigint
        ) as list_rank,
        count(*) over (
            partition by task_id, variant_id, cutoff_date, gate_id is null
        ) as list_count

    from scored_pairs

)

select
    policy_id,
    variant_id,
    variant_role,
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    is_today,
    has_bought,
    score,
    gate_id,
    case when gate_id is null then list_rank end as list_rank,
    case when gate_id is null then list_count end as list_count

from ranked

-- What each gate leaves of each division's list, and what that does to its part of it.
with

signals as (

    select * from {{ ref('signals') }}

    where is_today

),

gate_results as (

    select * from {{ ref('gate_results') }}

),

gates as (

    select * from {{ ref('gates') }}

    where is_active

),

asked as (

    select
        task_id,
        cutoff_date,
        offer_id,
        count(*) as pair_count

    from signals

    group by
        task_id,
        cutoff_date,
        offer_id

),

shut as (

    select
        task_id,
        cutoff_date,
        offer_id,
        gate_id,
        count(*) as shut_count,
        count(
            case when objection_order = 1 and next_gate_id is null then 1 end
        ) as alone_count,
        count(case when objection_order = 1 then 1 end) as removed_count

    from gate_results

    group by
        task_id,
        cutoff_date,
        offer_id,
        gate_id

),

steps as (

    select
        asked.task_id,
        asked.cutoff_date,
        asked.offer_id,
        asked.pair_count,
        gates.gate_id,
        gates.gate_order,
        gates.reason,
        coalesce(shut.shut_count, 0) as shut_count,
        coalesce(shut.alone_count, 0) as alone_count,
        asked.pair_count - sum(coalesce(shut.removed_count, 0)) over (
            partition by asked.task_id, asked.cutoff_date, asked.offer_id
            order by gates.gate_order
            rows between unbounded preceding and current row
        ) as remaining_count

    from asked

    cross join gates

    left join shut
        on
            asked.task_id = shut.task_id
            and asked.cutoff_date = shut.cutoff_date
            and asked.offer_id = shut.offer_id
            and gates.gate_id = shut.gate_id

)

select
    steps.task_id,
    steps.cutoff_date,
    steps.offer_id as division,
    steps.gate_order,
    steps.gate_id,
    steps.reason,
    steps.pair_count,
    steps.shut_count,
    steps.alone_count,
    cast(steps.remaining_count as bigint) as remaining_count,
    {{ share_of(
        'steps.pair_count',
        'sum(steps.pair_count) over (partition by steps.task_id, steps.gate_id)'
    ) }} as division_share_before,
    {{ share_of(
        'steps.remaining_count',
        'sum(steps.remaining_count) over (partition by steps.task_id, steps.gate_id)'
    ) }} as division_share_after

from steps

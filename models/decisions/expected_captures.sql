-- What part of the purchases the model expects the top of each list of today covers.
with

ranking as (

    select * from {{ ref('ranking') }}

    where is_today

),

signals as (

    select * from {{ ref('signals') }}

),

thresholds as (

    select * from {{ ref('thresholds') }}

),

expected as (

    select
        ranking.task_id,
        ranking.policy_id,
        ranking.cutoff_date,
        ranking.list_rank,
        signals.probability

    from ranking

    inner join signals
        on
            ranking.task_id = signals.task_id
            and ranking.entity_id = signals.entity_id
            and ranking.offer_id = signals.offer_id
            and ranking.cutoff_date = signals.cutoff_date

),

-- The capacity is a share of all that is asked, whatever the gates leave of it.
totals as (

    select
        task_id,
        policy_id,
        cutoff_date,
        count(*) as pair_count,
        {{ exact_sum('probability') }} as expected_count

    from expected

    group by
        task_id,
        policy_id,
        cutoff_date

),

covered as (

    select
        totals.task_id,
        totals.policy_id,
        totals.cutoff_date,
        totals.expected_count,
        thresholds.k_percent,
        {{ exact_sum('expected.probability') }} as covered_count

    from totals

    cross join thresholds

    inner join expected
        on
            totals.task_id = expected.task_id
            and totals.policy_id = expected.policy_id
            and expected.list_rank <= {{ rows_in_share(
                'totals.pair_count', 'thresholds.k_percent / 100.0'
            ) }}

    group by
        totals.task_id,
        totals.policy_id,
        totals.cutoff_date,
        totals.expected_count,
        thresholds.k_percent

)

select
    task_id,
    policy_id,
    cutoff_date,
    k_percent,
    {{ share_of('covered_count', 'expected_count') }} as expected_capture_share

from covered

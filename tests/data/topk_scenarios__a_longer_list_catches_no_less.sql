-- Fails where more of a list catches less, or the best rule of thumb beats itself.
with

topk_scenarios as (

    select * from {{ ref('topk_scenarios') }}

),

compared as (

    select
        *,
        lag(capture) over (
            partition by task_id, division, scorer, capacity_mode
            order by k_percent, accounts_per_rep
        ) as shorter_capture,
        lag(rev_capture) over (
            partition by task_id, division, scorer, capacity_mode
            order by k_percent, accounts_per_rep
        ) as shorter_rev_capture,
        lag(picked_count) over (
            partition by task_id, division, scorer, capacity_mode
            order by k_percent, accounts_per_rep
        ) as shorter_picked_count

    from topk_scenarios

)

select
    task_id,
    division,
    scorer,
    scenario

from compared

where
    capture < shorter_capture
    or rev_capture < shorter_rev_capture
    or picked_count < shorter_picked_count
    or (
        scorer = best_heuristic
        and (
            capture_difference <> 0
            or capture_difference_low <> 0
            or capture_difference_high <> 0
        )
    )

-- Fails where more of a list catches less of it, or the active policy beats itself.
with

policy_backtest as (

    select * from {{ ref('policy_backtest') }}

),

compared as (

    select
        *,
        lag(capture_realised_at_k) over (
            partition by task_id, variant, pair_group
            order by k_percent
        ) as shorter_capture,
        lag(revenue_capture_at_k) over (
            partition by task_id, variant, pair_group
            order by k_percent
        ) as shorter_revenue_capture,
        lag(capture_expected_at_k) over (
            partition by task_id, variant, pair_group
            order by k_percent
        ) as shorter_expected_capture

    from policy_backtest

)

select
    variant,
    pair_group,
    k_percent

from compared

where
    capture_realised_at_k < shorter_capture
    or revenue_capture_at_k < shorter_revenue_capture
    or capture_expected_at_k < shorter_expected_capture
    or (
        variant_role = 'active'
        and (
            capture_difference_low <> 0
            or capture_difference <> 0
            or capture_difference_high <> 0
            or revenue_capture_difference_low <> 0
            or revenue_capture_difference <> 0
            or revenue_capture_difference_high <> 0
        )
    )

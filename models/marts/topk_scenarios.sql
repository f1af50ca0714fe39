-- What working the top of each list would have brought, by model and by rules of thumb.
with

intervals as (

    select * from {{ ref('scenario_intervals') }}

),

capacity_scenarios as (

    select * from {{ ref('capacity_scenarios') }}

)

select
    intervals.task_id,
    intervals.list_id as division,
    intervals.scorer_id as scorer,
    intervals.scenario_id as scenario,
    capacity_scenarios.capacity_mode,
    capacity_scenarios.k_percent,
    capacity_scenarios.rep_account_count as accounts_per_rep,
    intervals.picked_count,
    intervals.positive_count as captured_positives,
    intervals.precision_share as precision,
    intervals.low_precision_share as precision_low,
    intervals.high_precision_share as precision_high,
    intervals.capture_share as capture,
    intervals.low_capture_share as capture_low,
    intervals.high_capture_share as capture_high,
    intervals.gain_capture_share as rev_capture,
    intervals.low_gain_capture_share as rev_capture_low,
    intervals.high_gain_capture_share as rev_capture_high,
    intervals.capture_lift as lift,
    intervals.low_capture_lift as lift_low,
    intervals.high_capture_lift as lift_high,
    intervals.best_rule_id as best_heuristic,
    intervals.capture_lead_share as capture_difference,
    intervals.low_capture_lead_share as capture_difference_low,
    intervals.high_capture_lead_share as capture_difference_high,
    intervals.replicate_count

from intervals

inner join capacity_scenarios
    on
        intervals.task_id = capacity_scenarios.task_id
        and intervals.scenario_id = capacity_scenarios.scenario_id

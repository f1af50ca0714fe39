-- What each way of ordering the list would have caught of what customers then bought.
with

policy_variants as (

    select * from {{ ref('policy_variants') }}

),

thresholds as (

    select * from {{ ref('thresholds') }}

),

backtest_picks as (

    select * from {{ ref('backtest_picks') }}

),

backtest_outcomes as (

    select * from {{ ref('backtest_outcomes') }}

),

backtest_intervals as (

    select * from {{ ref('backtest_intervals') }}

),

asked as (

    select
        task_id,
        pair_group,
        count(distinct cutoff_date) as cutoff_count,
        min(cutoff_date) as first_cutoff_date,
        max(cutoff_date) as last_cutoff_date,
        count(*) as pair_count,
        sum(outcome) as purchase_count,
        {{ exact_sum('probability') }} as expected_count

    from backtest_outcomes

    group by
        task_id,
        pair_group

),

picked as (

    select
        task_id,
        variant_id,
        pair_group,
        k_percent,
        sum(picked_count) as picked_count,
        sum(purchase_count) as purchase_count,
        {{ exact_sum('expected_count') }} as expected_count,
        sum(gross_profit_cents) as gross_profit_cents

    from backtest_picks

    group by
        task_id,
        variant_id,
        pair_group,
        k_percent

)

-- A policy whose gates leave nobody picks nobody, and has caught nothing.
select
    policy_variants.task_id,
    policy_variants.policy_id,
    policy_variants.variant_id as variant,
    policy_variants.variant_role,
    asked.pair_group,
    thresholds.k_percent,
    asked.cutoff_count,
    asked.first_cutoff_date,
    asked.last_cutoff_date,
    asked.pair_count,
    cast(asked.purchase_count as bigint) as purchase_count,
    cast(coalesce(picked.picked_count, 0) as bigint) as picked_count,
    cast(coalesce(picked.purchase_count, 0) as bigint) as captured_purchase_count,
    {{ share_of('coalesce(picked.expected_count, 0)', 'asked.expected_count') }}
        as capture_expected_at_k,
    backtest_intervals.capture_share as capture_realised_at_k,
    backtest_intervals.low_capture_share as capture_realised_at_k_low,
    backtest_intervals.high_capture_share as capture_realised_at_k_high,
    backtest_intervals.gain_capture_share as revenue_capture_at_k,
    backtest_intervals.low_gain_capture_share as revenue_capture_at_k_low,
    backtest_intervals.high_gain_capture_share as revenue_capture_at_k_high,
    cast(coalesce(picked.gross_profit_cents, 0) / 100.0 as decimal(18, 2))
        as realised_gross_profit_usd,
    backtest_intervals.replicate_count,
    backtest_intervals.capture_lead_share as capture_difference,
    backtest_intervals.low_capture_lead_share as capture_difference_low,
    backtest_intervals.high_capture_lead_share as capture_difference_high,
    backtest_intervals.gain_capture_lead_share as revenue_capture_difference,
    backtest_intervals.low_gain_capture_lead_share as revenue_capture_difference_low,
    backtest_intervals.high_gain_capture_lead_share as revenue_capture_difference_high

from policy_variants

inner join asked
    on policy_variants.task_id = asked.task_id

cross join thresholds

left join picked
    on
        policy_variants.task_id = picked.task_id
        and policy_variants.variant_id = picked.variant_id
        and asked.pair_group = picked.pair_group
        and thresholds.k_percent = picked.k_percent

left join backtest_intervals
    on
        policy_variants.task_id = backtest_intervals.task_id
        and policy_variants.variant_id = backtest_intervals.variant_id
        and asked.pair_group = backtest_intervals.pair_group
        and thresholds.k_percent = backtest_intervals.k_percent

-- What part of purchases and gain each policy would have caught among other customers.
with

backtest_picks as (

    select * from {{ ref('backtest_picks') }}

),

policy_variants as (

    select * from {{ ref('policy_variants') }}

),

thresholds as (

    select * from {{ ref('thresholds') }}

),

backtest_totals as (

    select * from {{ ref('backtest_totals') }}

),

bootstrap_draws as (

    select * from {{ ref('bootstrap_draws') }}

),

captured as (

    select
        backtest_picks.task_id,
        backtest_picks.variant_id,
        backtest_picks.pair_group,
        backtest_picks.k_percent,
        bootstrap_draws.replicate_order,
        sum(backtest_picks.purchase_count * bootstrap_draws.draw_count)
            as purchase_count,
        sum(backtest_picks.gain_cents * bootstrap_draws.draw_count) as gain_cents

    from backtest_picks

    inner join bootstrap_draws
        on
            backtest_picks.task_id = bootstrap_draws.task_id
            and backtest_picks.entity_id = bootstrap_draws.entity_id

    group by
        backtest_picks.task_id,
        backtest_picks.variant_id,
        backtest_picks.pair_group,
        backtest_picks.k_percent,
        bootstrap_draws.replicate_order

)

-- A policy whose gates leave nobody picks nobody, and has caught nothing.
select
    policy_variants.task_id,
    policy_variants.variant_id,
    backtest_totals.pair_group,
    thresholds.k_percent,
    backtest_totals.replicate_order,
    {{ share_of(
        'coalesce(captured.purchase_count, 0)', 'backtest_totals.purchase_count'
    ) }} as capture_share,
    {{ share_of('coalesce(captured.gain_cents, 0)', 'backtest_totals.gain_cents') }}
        as gain_capture_share

from policy_variants

cross join thresholds

inner join backtest_totals
    on policy_variants.task_id = backtest_totals.task_id

left join captured
    on
        policy_variants.task_id = captured.task_id
        and policy_variants.variant_id = captured.variant_id
        and backtest_totals.pair_group = captured.pair_group
        and thresholds.k_percent = captured.k_percent
        and backtest_totals.replicate_order = captured.replicate_order

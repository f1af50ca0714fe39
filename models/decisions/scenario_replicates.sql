-- What the top of each holdout list would have caught among other customers.
with

holdout_scores as (

    select * from {{ ref('holdout_scores') }}

),

group_draws as (

    select * from {{ ref('group_draws') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

capacity_scenarios as (

    select * from {{ ref('capacity_scenarios') }}

),

picks as (

    select
        holdout_scores.task_id,
        holdout_scores.list_id,
        holdout_scores.scorer_id,
        capacity_scenarios.scenario_id,
        holdout_scores.draw_group_id,
        count(*) as picked_count,
        sum(holdout_scores.outcome) as positive_count,
        sum(holdout_scores.gain_cents) as gain_cents

    from holdout_scores

    inner join capacity_scenarios
        on
            holdout_scores.task_id = capacity_scenarios.task_id
            and (
                holdout_scores.rep_rank <= capacity_scenarios.rep_account_count
                or holdout_scores.list_rank <= {{ rows_in_share(
                    'holdout_scores.list_count', 'capacity_scenarios.k_percent / 100.0'
                ) }}
            )

    group by
        holdout_scores.task_id,
        holdout_scores.list_id,
        holdout_scores.scorer_id,
        capacity_scenarios.scenario_id,
        holdout_scores.draw_group_id

),

captured as (

    select
        picks.task_id,
        picks.list_id,
        picks.scorer_id,
        picks.scenario_id,
        group_draws.replicate_order,
        sum(picks.picked_count * group_draws.draw_count) as picked_count,
        sum(picks.positive_count * group_draws.draw_count) as positive_count,
        sum(picks.gain_cents * group_draws.draw_count) as gain_cents

    from picks

    inner join group_draws
        on picks.draw_group_id = group_draws.draw_group_id

    inner join tasks
        on
            picks.task_id = tasks.task_id
            and group_draws.replicate_order <= tasks.bootstrap_count

    group by
        picks.task_id, picks.list_id, picks.scorer_id, picks.scenario_id,
        group_draws.replicate_order

),

asked as (

    select
        task_id,
        list_id,
        draw_group_id,
        count(*) as row_count,
        sum(outcome) as positive_count,
        sum(gain_cents) as gain_cents

    from holdout_scores

    where scorer_id = 'champion'

    group by task_id, list_id, draw_group_id

),

totals as (

    select
        asked.task_id,
        asked.list_id,
        group_draws.replicate_order,
        sum(asked.row_count * group_draws.draw_count) as row_count,
        sum(asked.positive_count * group_draws.draw_count) as positive_count,
        sum(asked.gain_cents * group_draws.draw_count) as gain_cents

    from asked

    inner join group_draws
        on asked.draw_group_id = group_draws.draw_group_id

    group by asked.task_id, asked.list_id, group_draws.replicate_order

)

-- A resample in which nobody was picked says nothing.
select
    captured.task_id,
    captured.list_id,
    captured.scorer_id,
    captured.scenario_id,
    captured.replicate_order,
    cast(captured.picked_count as bigint) as picked_count,
    cast(captured.positive_count as bigint) as positive_count,
    {{ share_of('captured.positive_count', 'captured.picked_count') }}
        as precision_share,
    {{ share_of('captured.positive_count', 'totals.positive_count') }} as capture_share,
    {{ share_of('captured.gain_cents', 'totals.gain_cents') }} as gain_capture_share,
    {{ share_of(
        'captured.positive_count * totals.row_count',
        'captured.picked_count * totals.positive_count'
    ) }} as capture_lift

from captured

inner join totals
    on
        captured.task_id = totals.task_id
        and captured.list_id = totals.list_id
        and captured.replicate_order = totals.replicate_order

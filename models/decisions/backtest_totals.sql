-- How much there was to catch among the customers of each resample.
with

backtest_outcomes as (

    select * from {{ ref('backtest_outcomes') }}

),

bootstrap_draws as (

    select * from {{ ref('bootstrap_draws') }}

),

brought as (

    select
        task_id,
        pair_group,
        entity_id,
        sum(outcome) as purchase_count,
        sum(realised_gain_cents) as gain_cents

    from backtest_outcomes

    group by
        task_id,
        pair_group,
        entity_id

)

select
    brought.task_id,
    brought.pair_group,
    bootstrap_draws.replicate_order,
    cast(sum(brought.purchase_count * bootstrap_draws.draw_count) as bigint)
        as purchase_count,
    cast(sum(brought.gain_cents * bootstrap_draws.draw_count) as bigint) as gain_cents

from brought

inner join bootstrap_draws
    on
        brought.task_id = bootstrap_draws.task_id
        and brought.entity_id = bootstrap_draws.entity_id

group by
    brought.task_id,
    brought.pair_group,
    bootstrap_draws.replicate_order

-- What the top of each policy's list of past days brought, customer by customer.
with

ranking as (

    select * from {{ ref('ranking') }}

    where not is_today

),

backtest_outcomes as (

    select * from {{ ref('backtest_outcomes') }}

),

thresholds as (

    select * from {{ ref('thresholds') }}

),

-- The capacity is a share of all that was asked, whatever the gates leave of it.
sizes as (

    select
        task_id,
        pair_group,
        cutoff_date,
        count(*) as pair_count

    from backtest_outcomes

    group by
        task_id,
        pair_group,
        cutoff_date

),

placed as (

    select
        ranking.variant_id,
        backtest_outcomes.*,
        row_number() over (
            partition by
                ranking.task_id,
                ranking.variant_id,
                ranking.cutoff_date,
                backtest_outcomes.pair_group
            order by ranking.list_rank
        ) as place

    from ranking

    inner join backtest_outcomes
        on
            ranking.task_id = backtest_outcomes.task_id
            and ranking.entity_id = backtest_outcomes.entity_id
            and ranking.offer_id = backtest_outcomes.offer_id
            and ranking.cutoff_date = backtest_outcomes.cutoff_date

    where ranking.list_rank is not null

)

select
    placed.task_id,
    placed.variant_id,
    placed.pair_group,
    thresholds.k_percent,
    placed.entity_id,
    count(*) as picked_count,
    {{ exact_sum('placed.probability') }} as expected_count,
    cast(sum(placed.outcome) as bigint) as purchase_count,
    cast(sum(placed.realised_gain_cents) as bigint) as gain_cents,
    cast(sum(placed.realised_gross_profit_cents) as bigint) as gross_profit_cents

from placed

inner join sizes
    on
        placed.task_id = sizes.task_id
        and placed.pair_group = sizes.pair_group
        and placed.cutoff_date = sizes.cutoff_date

inner join thresholds
    on
        placed.place
        <= {{ rows_in_share('sizes.pair_count', 'thresholds.k_percent / 100.0') }}

group by
    placed.task_id,
    placed.variant_id,
    placed.pair_group,
    thresholds.k_percent,
    placed.entity_id

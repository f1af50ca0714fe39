-- Fails for each number of draws that is rarer or more frequent than a Poisson draw's.
with

bootstrap_draws as (

    select * from {{ ref('bootstrap_draws') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

customers as (

    select
        bootstrap_draws.task_id,
        cast(count(*) * max(tasks.bootstrap_count) as double) as chance_count

    from bootstrap_draws

    inner join tasks
        on bootstrap_draws.task_id = tasks.task_id

    -- Replicate 0 has every customer once.
    where bootstrap_draws.replicate_order = 0

    group by bootstrap_draws.task_id

),

counted as (

    select
        customers.task_id,
        customers.chance_count,
        sum(bootstrap_draws.draw_count) as draw_sum,
        count(bootstrap_draws.draw_count) as drawn_count,
        count(case when bootstrap_draws.draw_count = 1 then 1 end) as drawn_once_count,
        count(case when bootstrap_draws.draw_count = 2 then 1 end) as drawn_twice_count

    from customers

    left join bootstrap_draws
        on
            customers.task_id = bootstrap_draws.task_id
            and bootstrap_draws.replicate_order > 0

    group by
        customers.task_id,
        customers.chance_count

),

-- The mean and its spread are 1, the chances of none, one and two 1/e, 1/e and 1/2e.
compared as (

    select
        *,
        sqrt(chance_count) as spread,
        abs(draw_sum - chance_count) as sum_error,
        abs(chance_count - drawn_count - 0.367879441 * chance_count) as none_error,
        abs(drawn_once_count - 0.367879441 * chance_count) as once_error,
        abs(drawn_twice_count - 0.183939721 * chance_count) as twice_error

    from counted

)

select *

from compared

-- Chance alone is five spreads off once in a million worlds.
where
    coalesce(sum_error, chance_count) > 5 * spread
    or none_error > 5 * 0.482 * spread
    or once_error > 5 * 0.482 * spread
    or twice_error > 5 * 0.387 * spread

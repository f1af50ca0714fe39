-- How often each customer is drawn in each resample of the backtest.
with

tasks as (

    select * from {{ ref('tasks') }}

),

backtest_outcomes as (

    select * from {{ ref('backtest_outcomes') }}

),

customers as (

    select
        task_id,
        entity_id

    from backtest_outcomes

    -- Who brought nothing changes no share of what was brought.
    where outcome = 1 or realised_gain_cents > 0

    group by
        task_id,
        entity_id

),

numbers as (

    {{ dbt.generate_series(1000) }}

),

hashed as (

    select
        customers.task_id,
        customers.entity_id,
        cast(numbers.generated_number as bigint) as replicate_order,
        {{ draw_of('customers.entity_id', 'numbers.generated_number') }} as draw

    from customers

    inner join tasks
        on customers.task_id = tasks.task_id

    inner join numbers
        on tasks.bootstrap_count >= numbers.generated_number

),

drawn as (

    select
        *,
        {{ poisson_count('draw') }} as draw_count

    from hashed

)

select
    task_id,
    entity_id,
    replicate_order,
    draw_count

from drawn

where draw_count > 0

union all

-- Replicate 0 is what really happened.
select
    task_id,
    entity_id,
    cast(0 as bigint) as replicate_order,
    cast(1 as bigint) as draw_count

from customers

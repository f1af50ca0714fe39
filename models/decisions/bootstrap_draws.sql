-- How often each customer or other entity is drawn in each resample of what was seen.
{#- The share of the 2^32 values below which a Poisson(1) variable is 0, 1, ... 5: the
    bootstrap of Hanley and MacGibbon (2006), drawn by hash and so the same every time. -#}
{%- set limits = [
    '5e2d58d8', 'bc5ab1b1', 'eb715e1d', 'fb239797', 'ff1025f5', 'ffd90f3b'
] %}

with

tasks as (

    select * from {{ ref('tasks') }}

),

backtest_outcomes as (

    select * from {{ ref('backtest_outcomes') }}

),

holdout_outcomes as (

    select * from {{ ref('holdout_outcomes') }}

),

judged as (

    select
        task_id,
        entity_id

    from backtest_outcomes

    -- Who brought nothing changes no share of what was brought.
    where outcome = 1 or realised_gain_cents > 0

    union all

    select
        task_id,
        entity_id

    from holdout_outcomes

),

entities as (

    select
        task_id,
        entity_id

    from judged

    group by
        task_id,
        entity_id

),

numbers as (

    {{ dbt.generate_series(1000) }}

),

hashed as (

    select
        entities.task_id,
        entities.entity_id,
        cast(numbers.generated_number as bigint) as replicate_order,
        substring(
            md5(
                entities.entity_id || '/' || cast(
                    cast(numbers.generated_number as bigint) as {{ dbt.type_string() }}
                )
            ), 1, 8
        ) as draw

    from entities

    inner join tasks
        on entities.task_id = tasks.task_id

    inner join numbers
        on tasks.bootstrap_count >= numbers.generated_number

),

drawn as (

    select
        *,
        case
            {%- for limit in limits %}
            when draw < '{{ limit }}' then {{ loop.index0 }}
            {%- endfor %}
            else {{ limits | length }}
        end as draw_count

    from hashed

)

select
    task_id,
    entity_id,
    replicate_order,
    cast(draw_count as bigint) as draw_count

from drawn

where draw_count > 0

union all

-- Replicate 0 is what really happened.
select
    task_id,
    entity_id,
    cast(0 as bigint) as replicate_order,
    cast(1 as bigint) as draw_count

from entities

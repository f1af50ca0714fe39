-- How often each group of entities, customers or others, is in each resample.
with

tasks as (

    select * from {{ ref('tasks') }}

),

holdout_scores as (

    select * from {{ ref('holdout_scores') }}

),

draw_groups as (

    select draw_group_id

    from holdout_scores

    group by draw_group_id

),

numbers as (

    {{ dbt.generate_series(1000) }}

),

counts as (

    select max(bootstrap_count) as bootstrap_count

    from tasks

),

hashed as (

    select
        draw_groups.draw_group_id,
        cast(numbers.generated_number as bigint) as replicate_order,
        {{ draw_of('draw_groups.draw_group_id', 'numbers.generated_number') }} as draw

    from draw_groups

    cross join counts

    inner join numbers
        on counts.bootstrap_count >= numbers.generated_number

),

drawn as (

    select
        *,
        {{ poisson_count('draw') }} as draw_count

    from hashed

)

select
    draw_group_id,
    replicate_order,
    draw_count

from drawn

where draw_count > 0

union all

-- Replicate 0 is what really happened.
select
    draw_group_id,
    cast(0 as bigint) as replicate_order,
    cast(1 as bigint) as draw_count

from draw_groups

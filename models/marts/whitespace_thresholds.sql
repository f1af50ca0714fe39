-- Which score cuts off the part of the list that each capacity selects.
with

capacity_selections as (

    select * from {{ ref('capacity_selections') }}

),

capacities as (

    select * from {{ ref('capacities') }}

),

slices as (

    select
        *,
        offer_id as division

    from capacity_selections

    union all

    select
        *,
        'all' as division

    from capacity_selections

)

select
    slices.task_id,
    slices.policy_id,
    slices.cutoff_date,
    slices.capacity_id,
    slices.capacity_mode,
    slices.division,
    capacities.capacity_share * 100 as k_percent,
    capacities.accounts_per_rep,
    min(slices.score) as threshold,
    count(*) as count,
    count(distinct slices.entity_id) as account_count

from slices

inner join capacities
    on slices.capacity_id = capacities.capacity_id

group by
    slices.task_id,
    slices.policy_id,
    slices.cutoff_date,
    slices.capacity_id,
    slices.capacity_mode,
    slices.division,
    capacities.capacity_share,
    capacities.accounts_per_rep

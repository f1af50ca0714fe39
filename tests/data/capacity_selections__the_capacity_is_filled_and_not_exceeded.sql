-- Fails for each selection other than its share of the list, rounded up, and for each
-- that gives a representative more accounts than one can work.
with

capacities as (

    select * from {{ ref('capacities') }}

),

capacity_selections as (

    select * from {{ ref('capacity_selections') }}

),

lists as (

    select
        task_id,
        policy_id,
        count(*) as list_count

    from {{ ref('ranking') }}

    where is_today and list_rank is not null

    group by
        task_id,
        policy_id

),

selections as (

    select
        capacity_id,
        policy_id,
        count(*) as selected_count,
        max(selection_rank) as last_rank

    from capacity_selections

    group by
        capacity_id,
        policy_id

),

rep_selections as (

    select
        capacity_id,
        policy_id,
        rep_id,
        count(*) as selected_count

    from capacity_selections

    group by
        capacity_id,
        policy_id,
        rep_id

),

fullest_reps as (

    select
        capacity_id,
        policy_id,
        max(selected_count) as rep_count

    from rep_selections

    group by
        capacity_id,
        policy_id

)

select
    capacities.capacity_id,
    lists.policy_id,
    lists.list_count,
    selections.selected_count,
    fullest_reps.rep_count

from capacities

inner join lists
    on capacities.task_id = lists.task_id

left join selections
    on
        capacities.capacity_id = selections.capacity_id
        and lists.policy_id = selections.policy_id

left join fullest_reps
    on
        capacities.capacity_id = fullest_reps.capacity_id
        and lists.policy_id = fullest_reps.policy_id

where
    coalesce(selections.last_rank, 0) <> coalesce(selections.selected_count, 0)
    or coalesce(selections.selected_count, 0)
    <> ceil(lists.list_count * cast(capacities.capacity_share as decimal(9, 6)))
    or fullest_reps.rep_count > capacities.accounts_per_rep

-- Fails for each selection other than its share of the list, rounded up.
with

capacities as (

    select * from {{ ref('capacities') }}

),

selections as (

    select
        capacity_id,
        policy_id,
        max(list_count) as list_count,
        count(*) as selected_count,
        max(selection_rank) as last_selection_rank

    from {{ ref('capacity_selections') }}

    group by
        capacity_id,
        policy_id

)

select
    selections.capacity_id,
    selections.policy_id,
    selections.list_count,
    selections.selected_count

from selections

inner join capacities
    on selections.capacity_id = capacities.capacity_id

where
    selections.last_selection_rank <> selections.selected_count
    or selections.selected_count
    <> ceil(selections.list_count * cast(capacities.capacity_share as decimal(9, 6)))

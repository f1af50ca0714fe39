-- Fails for each policy that selects other than its share of the list, rounded up.
with

policies as (

    select * from {{ ref('policies') }}

),

lists as (

    select
        policy_id,
        count(*) as list_size,
        count(case when is_selected then 1 end) as selected_count,
        max(case when is_selected then list_rank end) as last_selected_rank

    from {{ ref('ranking') }}

    where list_rank is not null

    group by policy_id

)

select
    lists.policy_id,
    lists.list_size,
    lists.selected_count

from lists

inner join policies
    on lists.policy_id = policies.policy_id

where
    lists.selected_count
    <> ceil(lists.list_size * cast(policies.capacity_share as decimal(9, 6)))
    or lists.last_selected_rank <> lists.selected_count

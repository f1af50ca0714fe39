-- How much of what the active policy selects the challenging one would select too.
with

capacity_selections as (

    select * from {{ ref('capacity_selections') }}

),

active as (

    select * from capacity_selections

    where policy_role = 'active'

),

challenging as (

    select * from capacity_selections

    where policy_role = 'challenger'

),

sizes as (

    select
        capacity_id,
        task_id,
        policy_id,
        policy_role,
        cutoff_date,
        count(*) as selected_count

    from capacity_selections

    group by
        capacity_id,
        task_id,
        policy_id,
        policy_role,
        cutoff_date

),

shared as (

    select
        active.capacity_id,
        active.task_id,
        count(*) as overlap_count

    from active

    inner join challenging
        on
            active.capacity_id = challenging.capacity_id
            and active.task_id = challenging.task_id
            and active.entity_id = challenging.entity_id
            and active.offer_id = challenging.offer_id

    group by
        active.capacity_id,
        active.task_id

)

select
    sizes.task_id,
    sizes.cutoff_date,
    sizes.capacity_id,
    sizes.policy_id,
    others.policy_id as other_policy_id,
    sizes.selected_count,
    others.selected_count as other_selected_count,
    coalesce(shared.overlap_count, 0) as overlap_count,
    {{ share_of(
        'coalesce(shared.overlap_count, 0)',
        'sizes.selected_count + others.selected_count - coalesce(shared.overlap_count, 0)'
    ) }} as jaccard

from sizes

inner join sizes as others
    on
        sizes.capacity_id = others.capacity_id
        and sizes.task_id = others.task_id
        and others.policy_role = 'challenger'

left join shared
    on
        sizes.capacity_id = shared.capacity_id
        and sizes.task_id = shared.task_id

where sizes.policy_role = 'active'

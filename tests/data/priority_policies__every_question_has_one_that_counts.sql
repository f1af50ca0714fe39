-- Fails for each question about property or leads without one active policy or with a
-- policy without a tier: its marts would be empty or nothing of it recommended.
with

tasks as (

    select * from {{ ref('tasks') }}

    where entity <> 'customer'

),

priority_policies as (

    select * from {{ ref('priority_policies') }}

),

priority_tiers as (

    select * from {{ ref('priority_tiers') }}

),

tier_counts as (

    select
        policy_id,
        count(*) as tier_count

    from priority_tiers

    group by policy_id

)

select
    tasks.task_id,
    count(case when priority_policies.policy_role = 'active' then 1 end)
        as active_policy_count,
    min(tier_counts.tier_count) as fewest_tier_count

from tasks

left join priority_policies
    on tasks.task_id = priority_policies.task_id

left join tier_counts
    on priority_policies.policy_id = tier_counts.policy_id

group by tasks.task_id

having
    count(case when priority_policies.policy_role = 'active' then 1 end) <> 1
    or count(tier_counts.tier_count) < count(priority_policies.policy_id)

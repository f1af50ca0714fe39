{#- Fails for each task that has no active policy, or more than one. -#}
{% test one_active_policy_per_task(model, policies) %}

select
    tasks.task_id,
    count(case when policies.is_active then 1 end) as active_count

from {{ model }} as tasks

left join {{ policies }} as policies
    on tasks.task_id = policies.task_id

group by tasks.task_id

having count(case when policies.is_active then 1 end) <> 1

{% endtest %}

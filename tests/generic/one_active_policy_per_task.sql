{#- Fails for each task that has no active policy, or more than one. -#}
{% test one_active_policy_per_task(model) %}

select
    task_id,
    count(case when is_active then 1 end) as active_count

from {{ model }}

group by task_id

having count(case when is_active then 1 end) <> 1

{% endtest %}

{#- Fails for each task that has no row of this kind in the settings, or more than one. -#}
{% test one_such_row_per_task(model, settings, condition) %}

with

tasks as (

    select * from {{ model }}

)

select
    tasks.task_id,
    count(case when chosen.{{ condition }} then 1 end) as row_count

from tasks

left join {{ settings }} as chosen
    on tasks.task_id = chosen.task_id

group by tasks.task_id

having count(case when chosen.{{ condition }} then 1 end) <> 1

{% endtest %}

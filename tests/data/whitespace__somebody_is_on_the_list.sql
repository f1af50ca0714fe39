-- Fails for each task whose list is empty: it must not replace the one in use.
with

tasks as (

    select * from {{ ref('tasks') }}

),

whitespace as (

    select * from {{ ref('whitespace') }}

)

select tasks.task_id

from tasks

left join whitespace
    on tasks.task_id = whitespace.task_id

where tasks.entity = 'customer'

group by tasks.task_id

having count(whitespace.customer_id) = 0

-- Fails for each task whose list is empty: it must not replace the one in use.
with

tasks as (

    select * from {{ ref('tasks') }}

),

vintages as (

    select * from {{ ref('vintages') }}

),

whitespace as (

    select * from {{ ref('whitespace') }}

)

-- Where the history is too short to learn anything from, it says so.
select
    tasks.task_id,
    max(vintages.usable_periods + tasks.minimum_history_periods) as history_months,
    max(vintages.calibrate_periods + tasks.minimum_history_periods) as needed_months

from tasks

left join vintages
    on
        tasks.task_id = vintages.task_id
        and vintages.is_own_window
        and vintages.is_newest_vintage

left join whitespace
    on tasks.task_id = whitespace.task_id

where tasks.entity = 'customer'

group by tasks.task_id

having count(whitespace.customer_id) = 0

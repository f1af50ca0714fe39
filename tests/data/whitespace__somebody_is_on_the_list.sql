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

),

customers as (

    select count(*) as customer_count from {{ ref('dim_customer') }}

),

everybody as (

    select count(*) as vintage_count from {{ ref('vintages') }}

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

cross join customers

cross join everybody

where tasks.entity = 'customer'

group by tasks.task_id

-- A company of another business has no customers, and needs no list of them.
having
    count(whitespace.customer_id) = 0
    and (
        max(customers.customer_count) > 0
        or max(everybody.vintage_count) = 0
    )

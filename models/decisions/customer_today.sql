-- What is on file about each customer today.
with

customer_states as (

    select * from {{ ref('customer_states') }}

),

decision_calendar as (

    select * from {{ ref('decision_calendar') }}

    where is_today

)

select
    customer_states.customer_id,
    customer_states.cutoff_date,
    customer_states.customer_name,
    customer_states.rep_id,
    customer_states.rep_name,
    customer_states.region

from customer_states

inner join decision_calendar
    on
        customer_states.task_id = decision_calendar.task_id
        and customer_states.cutoff_date = decision_calendar.cutoff_date

-- What is on file is the same for every task.
group by
    customer_states.customer_id,
    customer_states.cutoff_date,
    customer_states.customer_name,
    customer_states.rep_id,
    customer_states.rep_name,
    customer_states.region

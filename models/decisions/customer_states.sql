-- What was on file about each customer on each day somebody decides whom to work.
with

decision_calendar as (

    select * from {{ ref('decision_calendar') }}

),

dim_customer as (

    select * from {{ ref('dim_customer') }}

),

dim_rep as (

    select * from {{ ref('dim_rep') }}

)

select
    decision_calendar.task_id,
    dim_customer.customer_id,
    decision_calendar.cutoff_date,
    dim_customer.customer_name,
    dim_customer.rep_id,
    dim_rep.rep_name,
    dim_customer.region,
    dim_customer.is_do_not_contact

from decision_calendar

inner join dim_customer
    on
        {{ is_state_when_deciding(
            'dim_customer.valid_from_at', 'dim_customer.valid_to_at'
        ) }}

left join dim_rep
    on dim_customer.rep_id = dim_rep.rep_id

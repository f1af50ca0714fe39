-- Which outcomes the models of each vintage learn from: those that were over by then.
with

labels_customer as (

    select * from {{ ref('labels_customer') }}

),

vintage_calendar as (

    select * from {{ ref('vintage_calendar') }}

)

select
    labels_customer.entity_id,
    labels_customer.offer_id,
    labels_customer.cutoff_date,
    labels_customer.task_id,
    vintage_calendar.vintage_date,
    vintage_calendar.cutoff_role,
    labels_customer.window_months_used,
    labels_customer.label_status,
    labels_customer.outcome

from labels_customer

inner join vintage_calendar
    on
        labels_customer.task_id = vintage_calendar.task_id
        and labels_customer.window_months_used = vintage_calendar.window_months
        and labels_customer.cutoff_date = vintage_calendar.cutoff_date

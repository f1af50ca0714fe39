-- Fails for each observed label whose window ends after the last known month.
with

labels_customer as (

    select * from {{ ref('labels_customer') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

)

select
    labels_customer.entity_id,
    labels_customer.offer_id,
    labels_customer.cutoff_date,
    labels_customer.task_id

from labels_customer

inner join cutoff_calendar
    on
        labels_customer.task_id = cutoff_calendar.task_id
        and labels_customer.window_periods_used = cutoff_calendar.window_periods
        and labels_customer.cutoff_date = cutoff_calendar.cutoff_date

where
    (labels_customer.label_status = 'observed')
    <> (cutoff_calendar.window_end_date <= cutoff_calendar.score_cutoff_date)
    or (labels_customer.outcome is null) <> (labels_customer.label_status <> 'observed')

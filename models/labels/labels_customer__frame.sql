-- For which offers and vintages there is to be a model, or a word on why there is none.
with

windows as (

    select * from {{ ref('labels_customer__window') }}

),

vintages as (

    select * from {{ ref('vintages') }}

)

select
    windows.task_id,
    windows.offer_id,
    vintages.vintage_date,
    windows.window_months_used

from windows

inner join vintages
    on
        windows.task_id = vintages.task_id
        and windows.window_months_used = vintages.window_months

-- For which offers and vintages there is to be a model, or a word on why there is none.
with

labelled_outcomes as (

    select * from {{ ref('labelled_outcomes') }}

),

vintages as (

    select * from {{ ref('vintages') }}

),

asked as (

    select
        entity,
        task_id,
        offer_id,
        window_periods_used

    from labelled_outcomes

    group by
        entity,
        task_id,
        offer_id,
        window_periods_used

)

select
    asked.entity,
    asked.task_id,
    asked.offer_id,
    vintages.vintage_date,
    asked.window_periods_used

from asked

inner join vintages
    on
        asked.task_id = vintages.task_id
        and asked.window_periods_used = vintages.window_periods

-- Fails for each model or abstention that learned from outcomes and may speak before
-- its vintage date, or not yet then.
with

model_vintages as (

    select * from {{ ref('model_vintages') }}

)

select
    task_id,
    offer_id,
    vintage_date,
    scores_from_date

from model_vintages

where scores_from_date <> vintage_date

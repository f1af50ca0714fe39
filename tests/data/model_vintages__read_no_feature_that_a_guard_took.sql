-- Fails for each model that reads a feature which a guard took from it, and for each
-- feature of a model that no guard has looked at.
with

model_vintages as (

    select * from {{ ref('model_vintages') }}

    where status = 'selected'

),

feature_guards as (

    select * from {{ ref('feature_guards') }}

),

feature_list as (

    select * from {{ ref('feature_list') }}

)

select
    model_vintages.task_id,
    model_vintages.offer_id,
    model_vintages.vintage_date,
    feature_list.feature_name,
    feature_guards.guard

from model_vintages

cross join feature_list

left join feature_guards
    on
        model_vintages.task_id = feature_guards.task_id
        and model_vintages.offer_id = feature_guards.offer_id
        and model_vintages.vintage_date = feature_guards.vintage_date
        and feature_list.feature_name = feature_guards.feature_name

where
    coalesce(feature_guards.is_dropped, true)
    and instr(
        model_vintages.feature_list_json, '"' || feature_list.feature_name || '"'
    ) > 0

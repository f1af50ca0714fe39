-- Fails for each model that reads a feature of a theme that is switched off.
with

model_vintages as (

    select * from {{ ref('model_vintages') }}

),

feature_list as (

    select * from {{ ref('feature_list') }}

)

select
    model_vintages.task_id,
    model_vintages.offer_id,
    model_vintages.vintage_date,
    feature_list.feature_name

from model_vintages

cross join feature_list

where
    not feature_list.is_active
    and model_vintages.feature_list_json
    like '%"' || feature_list.feature_name || '"%'

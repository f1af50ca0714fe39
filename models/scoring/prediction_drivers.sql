-- What moved each probability most, up or down.
with

explain_predictions as (

    select * from {{ ref('explain_predictions') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

feature_list as (

    select * from {{ ref('feature_list') }}

)

select
    explain_predictions.task_id,
    explain_predictions.entity_id,
    explain_predictions.offer_id,
    cast(explain_predictions.cutoff_date as date) as cutoff_date,
    explain_predictions.driver_rank,
    explain_predictions.feature_name,
    feature_list.theme,
    explain_predictions.contribution,
    explain_predictions.feature_value,
    explain_predictions.model_id

from explain_predictions

-- What a feature is about is known of its column, whatever task reads it.
inner join tasks
    on explain_predictions.task_id = tasks.task_id

left join feature_list
    on
        tasks.entity = feature_list.entity
        and explain_predictions.feature_name = feature_list.feature_name

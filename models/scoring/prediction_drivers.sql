-- What moved each probability most, up or down.
with

explain_predictions as (

    select * from {{ ref('explain_predictions') }}

)

select
    task_id,
    entity_id,
    offer_id,
    cast(cutoff_date as date) as cutoff_date,
    driver_rank,
    feature_name,
    contribution,
    feature_value,
    model_id

from explain_predictions

-- Fails for each pinned model that the registry does not have for its task and offer,
-- or that has learned from days on which it would be judged.
with

pinned_models as (

    select * from {{ ref('pinned_models') }}

),

model_registry as (

    select * from {{ ref('model_registry') }}

),

contenders as (

    select * from {{ ref('contenders') }}

)

select
    pinned_models.task_id,
    pinned_models.offer_id,
    pinned_models.model_id

from pinned_models

left join model_registry
    on
        pinned_models.model_id = model_registry.model_id
        and pinned_models.task_id = model_registry.task_id
        and pinned_models.offer_id = model_registry.offer_id

left join contenders
    on
        pinned_models.task_id = contenders.task_id
        and pinned_models.offer_id = contenders.offer_id

where
    model_registry.model_id is null
    or model_registry.scores_from_date > contenders.vintage_date

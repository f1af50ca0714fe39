-- How likely each outcome is for each entity and offer, and what said so.
with

scored as (
    {{ of_every_entity('score_') }}

)

select
    task_id,
    entity_id,
    offer_id,
    cast(cutoff_date as date) as cutoff_date,
    probability,
    uncalibrated_probability,
    rung,
    model_id,
    reason

from scored

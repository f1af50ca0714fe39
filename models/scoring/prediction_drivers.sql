-- What moved each probability most, up or down.
with

explain_customer as (

    select * from {{ ref('explain_customer') }}

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

from explain_customer

-- How each champion reads its features: what it caps, and what each is worth to it.
with

describe_models as (

    select * from {{ ref('describe_models') }}

)

select
    task_id,
    offer_id,
    model_id,
    member,
    feature_name,
    term_order,
    term,
    input_kind,
    lower_cap,
    upper_cap,
    mean,
    scale,
    coefficient

from describe_models

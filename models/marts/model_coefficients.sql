-- What each linear champion makes of each feature.
with

model_inputs as (

    select * from {{ ref('model_inputs') }}

    where coefficient is not null

)

select
    task_id,
    offer_id as division,
    member,
    feature_name as feature,
    term,
    coefficient,
    mean,
    scale,
    lower_cap as winsor_lower,
    upper_cap as winsor_upper,
    model_id

from model_inputs

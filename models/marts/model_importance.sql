-- Which features move the probabilities of each division most.
with

model_importances as (

    select * from {{ ref('model_importances') }}

)

select
    task_id,
    offer_id as division,
    feature_name as feature,
    theme,
    importance_rank,
    mean_absolute_contribution as mean_abs_contribution,
    cutoff_date,
    row_count,
    model_id

from model_importances

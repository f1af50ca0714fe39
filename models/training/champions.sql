-- The model that speaks for each offer today, or the reason why none does.
with

train_customer as (

    select * from {{ ref('train_customer') }}

),

model_registry as (

    select * from {{ ref('model_registry') }}

)

select
    model_registry.model_id,
    model_registry.task_id,
    model_registry.offer_id,
    model_registry.candidate_id,
    model_registry.family,
    model_registry.status,
    model_registry.reason,
    model_registry.calibrator_id,
    model_registry.random_seed,
    model_registry.window_months_used,
    model_registry.train_row_count,
    model_registry.train_positive_count,
    model_registry.select_row_count,
    model_registry.select_positive_count,
    model_registry.calibrate_row_count,
    model_registry.calibrate_positive_count,
    model_registry.entity_count,
    model_registry.first_train_cutoff_date,
    model_registry.last_learned_cutoff_date,
    model_registry.scores_from_date,
    model_registry.cutoffs_json,
    model_registry.prior_probability,
    model_registry.parameters_json,
    model_registry.feature_list_json,
    model_registry.model_json,
    model_registry.model_sha256,
    model_registry.golden_rows_json,
    model_registry.training_frame_sha256

from train_customer

inner join model_registry
    on
        train_customer.task_id = model_registry.task_id
        and train_customer.offer_id = model_registry.offer_id
        and train_customer.training_frame_sha256 = model_registry.training_frame_sha256
        and train_customer.status = model_registry.status
        and train_customer.reason = model_registry.reason
        and coalesce(train_customer.model_sha256, '')
        = coalesce(model_registry.model_sha256, '')

where train_customer.status in ('selected', 'abstained')

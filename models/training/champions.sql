-- The model that speaks for each offer today, or the reason why none does.
with

model_vintages as (

    select * from {{ ref('model_vintages') }}

),

newest as (

    select
        task_id,
        offer_id,
        max(vintage_date) as vintage_date

    from model_vintages

    group by
        task_id,
        offer_id

)

select
    model_vintages.model_id,
    model_vintages.entity,
    model_vintages.vintage_date,
    model_vintages.task_id,
    model_vintages.offer_id,
    model_vintages.candidate_id,
    model_vintages.family,
    model_vintages.scope,
    model_vintages.status,
    model_vintages.reason,
    model_vintages.calibrator_id,
    model_vintages.random_seed,
    model_vintages.window_periods_used,
    model_vintages.train_row_count,
    model_vintages.train_positive_count,
    model_vintages.select_row_count,
    model_vintages.select_positive_count,
    model_vintages.calibrate_row_count,
    model_vintages.calibrate_positive_count,
    model_vintages.learned_row_count,
    model_vintages.learned_positive_count,
    model_vintages.entity_count,
    model_vintages.first_train_cutoff_date,
    model_vintages.last_learned_cutoff_date,
    model_vintages.scores_from_date,
    model_vintages.cutoffs_json,
    model_vintages.prior_probability,
    model_vintages.parameters_json,
    model_vintages.feature_list_json,
    model_vintages.model_json,
    model_vintages.model_sha256,
    model_vintages.golden_rows_json,
    model_vintages.confidence_bins_json,
    model_vintages.training_frame_sha256

from model_vintages

inner join newest
    on
        model_vintages.task_id = newest.task_id
        and model_vintages.offer_id = newest.offer_id
        and model_vintages.vintage_date = newest.vintage_date

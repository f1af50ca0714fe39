-- Every candidate tried for an offer and vintage, and how it did on later cutoffs.
with

trained as (
    {{ of_every_entity('train_') }}

)

select
    task_id,
    offer_id,
    cast(vintage_date as date) as vintage_date,
    max(
        case when status in ('selected', 'abstained') then {{ model_id() }} end
    ) over (partition by task_id, offer_id, vintage_date) as contest_model_id,
    candidate_id,
    family,
    scope,
    status,
    reason,
    calibrator_id,
    parameters_json,
    random_seed,
    train_row_count,
    train_positive_count,
    select_row_count,
    select_positive_count,
    train_roc_auc,
    select_log_loss,
    select_roc_auc,
    select_brier,
    select_lift_at_10

from trained

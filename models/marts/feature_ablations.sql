-- What each measured theme of features adds to the model of each division.
with

theme_ablations as (

    select * from {{ ref('theme_ablations') }}

)

select
    task_id,
    offer_id as division,
    theme,
    status,
    reason,
    candidate_id as selected_model,
    removed_count as removed_features,
    row_count,
    positive_count,
    with_log_loss as log_loss,
    without_log_loss as log_loss_without,
    without_log_loss - with_log_loss as log_loss_gain,
    with_roc_auc as roc_auc,
    without_roc_auc as roc_auc_without,
    with_roc_auc - without_roc_auc as roc_auc_gain,
    with_lift_at_10 as lift_at_10,
    without_lift_at_10 as lift_at_10_without,
    with_lift_at_10 - without_lift_at_10 as lift_at_10_gain,
    model_id

from theme_ablations

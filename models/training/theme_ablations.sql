-- How good each champion's recipe is when a theme of features is left out.
with

ablate_themes as (

    select * from {{ ref('ablate_themes') }}

)

select
    task_id,
    offer_id,
    theme,
    model_id,
    candidate_id,
    status,
    reason,
    removed_count,
    row_count,
    positive_count,
    with_log_loss,
    with_roc_auc,
    with_lift_at_10,
    without_log_loss,
    without_roc_auc,
    without_lift_at_10

from ablate_themes

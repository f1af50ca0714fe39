-- How good each model was on cutoffs it never saw, beside rules of thumb.
with

score_groups as (

    select * from {{ ref('holdout_score_groups') }}

),

holdout_errors as (

    select * from {{ ref('holdout_errors') }}

),

champions as (

    select * from {{ ref('champions') }}

),

calibration as (

    select * from {{ ref('model_calibration') }}

),

ranking as (

    select
        task_id,
        offer_id,
        scorer_id,
        max(total_row_count) as row_count,
        max(total_positive_count) as positive_count,
        {{ share_of(
            'sum(positive_count * (2 * (total_row_count - total_positive_count'
            ~ ' - rows_above_count + positives_above_count) - row_count + positive_count))',
            'max(2 * total_positive_count * (total_row_count - total_positive_count))'
        ) }} as roc_auc,
        {{ exact_sum(
            share_of('positive_count', 'total_positive_count')
            ~ ' * ' ~ share_of(
                'positives_above_count + positive_count', 'rows_above_count + row_count'
            )
        ) }} as pr_auc,
        {%- for percent in [5, 10, 20] %}
        {{ lift_at('positive_count', 'total_positive_count', percent) }}
            as lift_at_{{ percent }},
        {%- endfor %}
        {{ lift_at('gross_profit_cents', 'total_gross_profit_cents', 10) }}
            as revenue_lift_at_10

    from score_groups

    group by
        task_id,
        offer_id,
        scorer_id

),

-- The noise is the mean absolute error that bins of this size show by chance alone.
calibration_errors as (

    select
        task_id,
        division as offer_id,
        'champion' as scorer_id,
        {{ exact_sum('count * abs(mean_predicted - fraction_positives)') }} / sum(count)
            as calibration_mae,
        {{ exact_sum(
            'count * sqrt(2 * mean_predicted * (1 - mean_predicted)'
            ~ ' / (3.141592653589793 * count))'
        ) }} / sum(count) as calibration_mae_noise

    from calibration

    group by
        task_id,
        division

)

select
    ranking.task_id,
    ranking.offer_id as division,
    ranking.scorer_id as scorer,
    champions.candidate_id as selected_model,
    champions.status,
    ranking.row_count,
    ranking.positive_count,
    {{ share_of('ranking.positive_count', 'ranking.row_count') }} as prevalence_share,
    ranking.roc_auc,
    ranking.pr_auc,
    ranking.lift_at_5,
    ranking.lift_at_10,
    ranking.lift_at_20,
    ranking.revenue_lift_at_10,
    holdout_errors.brier_error as brier,
    holdout_errors.log_loss_error as log_loss,
    holdout_errors.level_error,
    holdout_errors.level_error - holdout_errors.level_half_width_error
        as level_error_lower,
    holdout_errors.level_error + holdout_errors.level_half_width_error
        as level_error_upper,
    holdout_errors.shape_error as shape_ece,
    holdout_errors.chance_shape_error as shape_ece_noise,
    calibration_errors.calibration_mae,
    calibration_errors.calibration_mae_noise

from ranking

-- No one model speaks for all offers together.
left join champions
    on
        ranking.task_id = champions.task_id
        and ranking.offer_id = champions.offer_id

left join holdout_errors
    on
        ranking.task_id = holdout_errors.task_id
        and ranking.offer_id = holdout_errors.list_id
        and ranking.scorer_id = 'champion'

left join calibration_errors
    on
        ranking.task_id = calibration_errors.task_id
        and ranking.offer_id = calibration_errors.offer_id
        and ranking.scorer_id = calibration_errors.scorer_id

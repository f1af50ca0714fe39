-- What each model is, what it learned from and how it did.
with

tasks as (

    select * from {{ ref('tasks') }}

),

dim_offer as (

    select * from {{ ref('dim_offer') }}

),

champions as (

    select * from {{ ref('champions') }}

),

model_metrics as (

    select * from {{ ref('model_metrics') }}

),

promotions as (

    select * from {{ ref('promotions') }}

),

-- Two models were compared on the outcomes by which the one that won is judged here.
chosen_by_holdout as (

    select
        task_id,
        offer_id,
        vintage_date

    from promotions

    where difference_mean is not null

    group by task_id, offer_id, vintage_date

),

-- Every offer has a card, also one that no model could be asked about.
asked as (

    select
        tasks.task_id,
        tasks.period,
        coalesce(dim_offer.offer_id, 'all') as offer_id,
        case
            when dim_offer.offer_id is null
                then 'There is no data about whom it asks about.'
            else
                'No cutoff has a known outcome by which somebody had bought'
                || ' its articles.'
        end as reason_without_model

    from tasks

    left join dim_offer
        on tasks.entity = 'customer'

)

select
    asked.task_id,
    asked.offer_id as division,
    coalesce(champions.status, 'abstained') as status,
    coalesce(champions.reason, asked.reason_without_model) as reason,
    champions.candidate_id as selected_model,
    champions.calibrator_id as calibration,
    case when asked.period = 'month' then champions.window_periods_used end
        as window_months,
    case when asked.period = 'day' then champions.window_periods_used end
        as window_days,
    champions.random_seed as seed,
    champions.parameters_json as params,
    champions.cutoffs_json as cutoffs,
    champions.last_learned_cutoff_date,
    champions.scores_from_date,
    champions.entity_count as n_customers,
    champions.learned_row_count,
    champions.learned_positive_count,
    champions.train_row_count,
    champions.train_positive_count,
    champions.prior_probability as prevalence,
    model_metrics.roc_auc as holdout_roc_auc,
    model_metrics.lift_at_10 as holdout_lift_at_10,
    model_metrics.calibration_mae as holdout_calibration_mae,
    case
        when model_metrics.task_id is null then null
        when chosen_by_holdout.task_id is not null
            then
                'These outcomes also decided which of two models speaks, and the better'
                || ' of two looks a little better than it is.'
        else 'No model was chosen by these outcomes.'
    end as holdout_remark,
    champions.feature_list_json as feature_list,
    champions.model_sha256,
    champions.training_frame_sha256

from asked

left join champions
    on
        asked.task_id = champions.task_id
        and asked.offer_id = champions.offer_id

left join model_metrics
    on
        champions.task_id = model_metrics.task_id
        and champions.offer_id = model_metrics.division
        and model_metrics.scorer = 'champion'

left join chosen_by_holdout
    on
        champions.task_id = chosen_by_holdout.task_id
        and champions.offer_id = chosen_by_holdout.offer_id
        and champions.vintage_date = chosen_by_holdout.vintage_date

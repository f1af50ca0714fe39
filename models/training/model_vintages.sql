-- Every model that could have spoken on some day, or the reason why none did.
with

trained as (
    {{ of_every_entity('train_') }}

),

outcomes as (

    select
        *,
        {{ model_id() }} as model_id

    from trained

    where status in ('selected', 'abstained')

),

tasks as (

    select * from {{ ref('tasks') }}

),

model_registry as (

    select * from {{ ref('model_registry') }}

)

select
    model_registry.model_id,
    tasks.entity,
    cast(outcomes.vintage_date as date) as vintage_date,
    outcomes.task_id,
    outcomes.offer_id,
    outcomes.candidate_id,
    outcomes.family,
    outcomes.status,
    outcomes.reason,
    outcomes.calibrator_id,
    outcomes.random_seed,
    outcomes.window_periods_used,
    outcomes.train_row_count,
    outcomes.train_positive_count,
    outcomes.select_row_count,
    outcomes.select_positive_count,
    outcomes.calibrate_row_count,
    outcomes.calibrate_positive_count,
    outcomes.entity_count,
    cast(outcomes.first_train_cutoff_date as date) as first_train_cutoff_date,
    cast(outcomes.last_learned_cutoff_date as date) as last_learned_cutoff_date,
    cast(outcomes.scores_from_date as date) as scores_from_date,
    outcomes.cutoffs_json,
    outcomes.prior_probability,
    outcomes.parameters_json,
    outcomes.feature_list_json,
    -- What is in the registry speaks, not what would be put there today.
    model_registry.model_json,
    model_registry.model_sha256,
    model_registry.golden_rows_json,
    model_registry.confidence_bins_json,
    outcomes.training_frame_sha256

from outcomes

-- A model that is not in the registry does not speak.
inner join model_registry
    on outcomes.model_id = model_registry.model_id

inner join tasks
    on outcomes.task_id = tasks.task_id

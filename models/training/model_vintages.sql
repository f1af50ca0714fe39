-- Every model that could have spoken on some day, or the reason why none did.
with

trained as (
    {{ of_every_entity('train_') }}

),

outcomes as (
    {{ outcomes_of('trained') }}
),

promotions as (

    select * from {{ ref('promotions') }}

),

pinned_models as (

    select * from {{ ref('pinned_models') }}

),

model_registry as (

    select * from {{ ref('model_registry') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

-- A run about an earlier day does not know what was decided later.
decided as (

    select
        outcomes.task_id,
        outcomes.offer_id,
        promotions.champion_id,
        row_number() over (
            partition by outcomes.task_id, outcomes.offer_id
            order by promotions.vintage_date desc, promotions.decision_order desc
        ) as decision_rank

    from outcomes

    inner join promotions
        on
            outcomes.task_id = promotions.task_id
            and outcomes.offer_id = promotions.offer_id
            and outcomes.vintage_date >= promotions.vintage_date

    where outcomes.vintage_rank = 1

),

-- Of earlier days the model that was new then; from the newest vintage on the champion.
speaking as (

    select
        outcomes.task_id,
        outcomes.offer_id,
        outcomes.vintage_date,
        case
            when outcomes.vintage_rank > 1 then outcomes.model_id
            else coalesce(pinned_models.model_id, decided.champion_id)
        end as model_id

    from outcomes

    left join decided
        on
            outcomes.task_id = decided.task_id
            and outcomes.offer_id = decided.offer_id
            and decided.decision_rank = 1

    left join pinned_models
        on
            outcomes.task_id = pinned_models.task_id
            and outcomes.offer_id = pinned_models.offer_id

)

select
    model_registry.model_id,
    tasks.entity,
    speaking.vintage_date,
    model_registry.task_id,
    model_registry.offer_id,
    model_registry.candidate_id,
    model_registry.family,
    model_registry.scope,
    model_registry.status,
    model_registry.reason,
    model_registry.calibrator_id,
    model_registry.random_seed,
    model_registry.window_periods_used,
    model_registry.train_row_count,
    model_registry.train_positive_count,
    model_registry.select_row_count,
    model_registry.select_positive_count,
    model_registry.calibrate_row_count,
    model_registry.calibrate_positive_count,
    model_registry.learned_row_count,
    model_registry.learned_positive_count,
    model_registry.entity_count,
    model_registry.first_train_cutoff_date,
    model_registry.last_learned_cutoff_date,
    -- Whoever has learned anything speaks from its vintage on.
    case
        when model_registry.scores_from_date is not null then speaking.vintage_date
    end as scores_from_date,
    model_registry.cutoffs_json,
    model_registry.prior_probability,
    model_registry.parameters_json,
    model_registry.feature_list_json,
    model_registry.model_json,
    model_registry.model_sha256,
    model_registry.golden_rows_json,
    model_registry.confidence_bins_json,
    model_registry.training_frame_sha256

from speaking

-- A model that is not in the registry does not speak.
inner join model_registry
    on
        speaking.model_id = model_registry.model_id
        and speaking.task_id = model_registry.task_id
        and speaking.offer_id = model_registry.offer_id

inner join tasks
    on speaking.task_id = tasks.task_id

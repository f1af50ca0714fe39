-- For each offer the model of today, and the one that has spoken for it until now.
with

trained as (
    {{ of_every_entity('train_') }}

),

outcomes as (
    {{ outcomes_of('trained') }}
),

-- As the last run left them: today's wait for this model.
promotions as (
    {{ last_run('promotions', {
        'task_id': dbt.type_string(), 'offer_id': dbt.type_string(),
        'vintage_date': 'date', 'decision_order': 'bigint',
        'challenger_id': dbt.type_string(), 'incumbent_id': dbt.type_string(),
        'champion_id': dbt.type_string(),
    }) }}

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

-- A run about an earlier day does not know what was decided later, and a run that is
-- repeated judges what it judged.
decided as (

    select
        outcomes.task_id,
        outcomes.offer_id,
        case
            when
                outcomes.model_id = promotions.challenger_id
                and outcomes.vintage_date = promotions.vintage_date
                then promotions.incumbent_id
            else promotions.champion_id
        end as incumbent_id,
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

paired as (

    select
        outcomes.task_id,
        outcomes.offer_id,
        outcomes.vintage_date,
        outcomes.model_id as challenger_model_id,
        coalesce(pinned_models.model_id, decided.incumbent_id) as incumbent_model_id

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

    where outcomes.vintage_rank = 1

)

select
    tasks.entity,
    paired.task_id,
    paired.offer_id,
    paired.vintage_date,
    paired.challenger_model_id,
    paired.incumbent_model_id,
    {%- for side in ['challenger', 'incumbent'] %}
    {{ side }}.status as {{ side }}_status,
    {{ side }}.window_periods_used as {{ side }}_window_periods,
    {{ side }}.entity_count as {{ side }}_entity_count,
    {{ side }}.scores_from_date as {{ side }}_scores_from_date,
    {{ side }}.model_json as {{ side }}_model_json,
    {{ side }}.model_sha256 as {{ side }}_model_sha256,
    {{ side }}.golden_rows_json as {{ side }}_golden_rows_json
    {%- if not loop.last %},{% endif %}
    {%- endfor %}

from paired

inner join tasks
    on paired.task_id = tasks.task_id

inner join model_registry as challenger
    on paired.challenger_model_id = challenger.model_id

-- Null where nobody has spoken yet, or who did is no longer registered.
left join model_registry as incumbent
    on
        paired.incumbent_model_id = incumbent.model_id
        and paired.task_id = incumbent.task_id
        and paired.offer_id = incumbent.offer_id

-- Every model ever chosen, as data, in the order they came; rows are never changed.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='fail'
) }}

with

trained as (
    {{ of_every_entity('train_') }}

),

chosen as (

    select
        *,
        {{ model_id() }} as model_id

    from trained

    where status in ('selected', 'abstained')

),

-- Two vintages without a row to learn from abstain alike: that is one entry.
outcomes as (

    select
        *,
        row_number() over (
            partition by model_id
            order by vintage_date desc
        ) as vintage_rank

    from chosen

),

{% if is_incremental() -%}
registered as (

    select
        model_id,
        registered_order

    from {{ this }}

),
{%- else -%}
registered as (

    select
        model_id,
        cast(0 as bigint) as registered_order

    from outcomes

    where false

),
{%- endif %}

newcomers as (

    select outcomes.*

    from outcomes

    left join registered
        on outcomes.model_id = registered.model_id

    where registered.model_id is null and outcomes.vintage_rank = 1

),

last_registered as (

    select coalesce(max(registered_order), 0) as registered_order

    from registered

)

select
    newcomers.model_id,
    cast(
        last_registered.registered_order
        + row_number() over (
            order by newcomers.vintage_date, newcomers.task_id, newcomers.offer_id
        ) as bigint
    ) as registered_order,
    newcomers.task_id,
    newcomers.offer_id,
    newcomers.candidate_id,
    newcomers.family,
    newcomers.scope,
    newcomers.status,
    newcomers.reason,
    newcomers.calibrator_id,
    newcomers.random_seed,
    newcomers.window_periods_used,
    newcomers.train_row_count,
    newcomers.train_positive_count,
    newcomers.select_row_count,
    newcomers.select_positive_count,
    newcomers.calibrate_row_count,
    newcomers.calibrate_positive_count,
    newcomers.learned_row_count,
    newcomers.learned_positive_count,
    newcomers.entity_count,
    cast(newcomers.first_train_cutoff_date as date) as first_train_cutoff_date,
    cast(newcomers.last_learned_cutoff_date as date) as last_learned_cutoff_date,
    cast(newcomers.scores_from_date as date) as scores_from_date,
    newcomers.cutoffs_json,
    newcomers.prior_probability,
    newcomers.parameters_json,
    newcomers.feature_list_json,
    newcomers.model_json,
    newcomers.model_sha256,
    newcomers.golden_rows_json,
    newcomers.confidence_bins_json,
    newcomers.training_frame_sha256

from newcomers

cross join last_registered

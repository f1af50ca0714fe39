-- Who is to speak for each offer, as it was decided whenever a new model was judged.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='fail'
) }}

with

judged as (

    select
        *,
        cast(vintage_date as date) as judged_vintage_date

    from {{ ref('challenge_models') }}

    -- The champion does not stand against itself.
    where challenger_id <> coalesce(incumbent_id, '')

),

{% if is_incremental() -%}
decided as (

    select
        task_id,
        offer_id,
        vintage_date,
        decision_order,
        challenger_id,
        incumbent_id,
        holdout_sha256

    from {{ this }}

),
{%- else -%}
decided as (

    select
        task_id,
        offer_id,
        judged_vintage_date as vintage_date,
        cast(0 as bigint) as decision_order,
        challenger_id,
        incumbent_id,
        holdout_sha256

    from judged

    where false

),
{%- endif %}

last_decided as (

    select
        judged.task_id,
        judged.offer_id,
        decided.challenger_id,
        decided.incumbent_id,
        decided.holdout_sha256,
        row_number() over (
            partition by judged.task_id, judged.offer_id
            order by decided.vintage_date desc, decided.decision_order desc
        ) as decision_rank

    from judged

    inner join decided
        on
            judged.task_id = decided.task_id
            and judged.offer_id = decided.offer_id
            and judged.judged_vintage_date >= decided.vintage_date

),

-- The same two on the same outcomes are not judged twice.
newcomers as (

    select judged.*

    from judged

    left join last_decided
        on
            judged.task_id = last_decided.task_id
            and judged.offer_id = last_decided.offer_id
            and last_decided.decision_rank = 1
            and judged.challenger_id = last_decided.challenger_id
            {%- for column in ['incumbent_id', 'holdout_sha256'] %}
            and coalesce(judged.{{ column }}, '')
            = coalesce(last_decided.{{ column }}, '')
            {%- endfor %}

    where last_decided.task_id is null

),

last_order as (

    select coalesce(max(decision_order), 0) as decision_order

    from decided

)

select
    cast(
        last_order.decision_order
        + row_number() over (order by newcomers.task_id, newcomers.offer_id) as bigint
    ) as decision_order,
    newcomers.task_id,
    newcomers.offer_id,
    newcomers.judged_vintage_date as vintage_date,
    newcomers.decision,
    newcomers.reason,
    newcomers.challenger_id,
    newcomers.incumbent_id,
    case
        when newcomers.decision = 'promote' then newcomers.challenger_id
        else newcomers.incumbent_id
    end as champion_id,
    newcomers.row_count,
    newcomers.positive_count,
    newcomers.entity_count,
    newcomers.challenger_log_loss,
    newcomers.challenger_level_error,
    newcomers.challenger_shape_error,
    newcomers.challenger_lift_at_10,
    newcomers.incumbent_log_loss,
    newcomers.incumbent_level_error,
    newcomers.incumbent_shape_error,
    newcomers.incumbent_lift_at_10,
    newcomers.difference_mean,
    newcomers.difference_lower,
    newcomers.difference_upper,
    newcomers.power,
    newcomers.holdout_sha256

from newcomers

cross join last_order

-- The four things a list can be ordered by, for everybody asked about when deciding.
{%- set signals = ['probability', 'affinity', 'similarity', 'expected_value_cents'] %}

with

decision_calendar as (

    select * from {{ ref('decision_calendar') }}

),

predictions as (

    select * from {{ ref('predictions') }}

),

labels_customer as (

    select * from {{ ref('labels_customer') }}

),

features_customer as (

    select * from {{ ref('features_customer') }}

),

expected_values as (

    select * from {{ ref('expected_values') }}

),

asked as (

    select
        predictions.task_id,
        predictions.entity_id,
        predictions.offer_id,
        predictions.cutoff_date,
        decision_calendar.is_today,
        predictions.rung,
        predictions.model_id,
        predictions.probability,
        predictions.probability_lower,
        predictions.probability_upper,
        predictions.confidence,
        labels_customer.window_periods_used,
        labels_customer.is_renewal_like as has_bought

    from predictions

    inner join decision_calendar
        on
            predictions.task_id = decision_calendar.task_id
            and predictions.cutoff_date = decision_calendar.cutoff_date

    inner join labels_customer
        on
            predictions.task_id = labels_customer.task_id
            and predictions.entity_id = labels_customer.entity_id
            and predictions.offer_id = labels_customer.offer_id
            and predictions.cutoff_date = labels_customer.cutoff_date

),

raw_signals as (

    select
        asked.*,
        features_customer.affinity_max_lift_12m as affinity,
        features_customer.affinity_mean_lift_12m as mean_lift,
        features_customer.embedding_similarity as similarity,
        features_customer.embedding_similarity_method as similarity_method,
        coalesce(expected_values.value_if_won_cents, 0) as value_if_won_cents,
        coalesce(
            cast(
                round(
                    asked.probability * expected_values.value_if_won_cents
                    + (1 - asked.probability) * expected_values.value_otherwise_cents,
                    0
                ) as bigint
            ), 0
        ) as expected_value_cents,
        expected_values.value_if_won_cents is not null as is_value_known

    from asked

    inner join features_customer
        on
            asked.entity_id = features_customer.entity_id
            and asked.offer_id = features_customer.offer_id
            and asked.cutoff_date = features_customer.cutoff_date

    left join expected_values
        on
            asked.task_id = expected_values.task_id
            and asked.offer_id = expected_values.offer_id
            and asked.cutoff_date = expected_values.cutoff_date
            and coalesce(features_customer.size_band, 'unknown')
            = expected_values.segment

)

select
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    is_today,
    rung,
    model_id,
    window_periods_used,
    has_bought,
    probability,
    probability_lower,
    probability_upper,
    confidence,
    affinity,
    mean_lift,
    similarity,
    similarity_method,
    cast(value_if_won_cents as bigint) as value_if_won_cents,
    expected_value_cents,
    -- A lift of exactly 1 is what stands where nothing speaks for or against.
    affinity <> 1 as is_affinity_known,
    similarity_method = 'factorisation' as is_similarity_known,
    {%- for signal in signals %}
    {%- set name = signal | replace('_cents', '') %}
    {{ percentile_among(signal, ['task_id', 'cutoff_date', 'offer_id']) }}
        as {{ name }}_percentile,
    {{ percentile_among(signal, ['task_id', 'cutoff_date']) }}
        as {{ name }}_pooled_percentile,
    {%- endfor %}
    is_value_known

from raw_signals

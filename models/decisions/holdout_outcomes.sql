-- What was said about the newest labelled cutoffs, and what then happened.
with

predictions as (

    select * from {{ ref('predictions') }}

),

labelled_outcomes as (

    select * from {{ ref('labelled_outcomes') }}

    where cutoff_role = 'holdout' and label_status = 'observed'

),

rule_scores as (

    select * from {{ ref('rule_scores') }}

),

rules_of_thumb as (

    select * from {{ ref('rules_of_thumb') }}

),

signals as (

    select * from {{ ref('signals') }}

),

dim_customer as (

    select * from {{ ref('dim_customer') }}

),

described as (
    {% for entity in entities() %}
    select
        '{{ entity }}' as entity,
        {%- for segment_kind, whose in segment_kinds().items() %}
        {%- if entity in whose %}
        {{ segment_kind }},
        {%- else %}
        cast(null as {{ dbt.type_string() }}) as {{ segment_kind }},
        {%- endif %}
        {%- endfor %}
        entity_id,
        offer_id,
        cutoff_date

    from {{ ref('features_' ~ entity) }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select
    predictions.task_id,
    predictions.entity_id,
    predictions.offer_id,
    predictions.cutoff_date,
    predictions.probability,
    predictions.rung,
    labelled_outcomes.outcome,
    labelled_outcomes.realised_gross_profit_cents,
    signals.expected_value_cents,
    rules_of_thumb.recency_score,
    rules_of_thumb.frequency_score,
    rules_of_thumb.bg_nbd_score,
    rule_scores.heuristic_probability,
    cast(
        ntile(10) over (
            partition by predictions.task_id, predictions.offer_id
            order by
                predictions.probability desc,
                predictions.entity_id,
                predictions.cutoff_date
        ) as bigint
    ) as decile,
    {%- for segment_kind in segment_kinds() %}
    described.{{ segment_kind }},
    {%- endfor %}
    dim_customer.rep_id

from predictions

inner join labelled_outcomes
    on
        predictions.task_id = labelled_outcomes.task_id
        and predictions.entity_id = labelled_outcomes.entity_id
        and predictions.offer_id = labelled_outcomes.offer_id
        and predictions.cutoff_date = labelled_outcomes.cutoff_date

left join described
    on
        labelled_outcomes.entity = described.entity
        and predictions.entity_id = described.entity_id
        and predictions.offer_id = described.offer_id
        and predictions.cutoff_date = described.cutoff_date

left join dim_customer
    on
        labelled_outcomes.entity = 'customer'
        and predictions.entity_id = dim_customer.customer_id
        and {{ is_state_at('dim_customer', 'predictions.cutoff_date') }}

left join signals
    on
        predictions.task_id = signals.task_id
        and predictions.entity_id = signals.entity_id
        and predictions.offer_id = signals.offer_id
        and predictions.cutoff_date = signals.cutoff_date

left join rules_of_thumb
    on
        predictions.task_id = rules_of_thumb.task_id
        and predictions.entity_id = rules_of_thumb.entity_id
        and predictions.offer_id = rules_of_thumb.offer_id
        and predictions.cutoff_date = rules_of_thumb.cutoff_date

left join rule_scores
    on
        predictions.task_id = rule_scores.task_id
        and predictions.entity_id = rule_scores.entity_id
        and predictions.offer_id = rule_scores.offer_id
        and predictions.cutoff_date = rule_scores.cutoff_date

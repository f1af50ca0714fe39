-- Why an opportunity is not one we may pursue; no row, no objection.
with

predictions as (

    select * from {{ ref('predictions') }}

),

opportunity_values as (

    select * from {{ ref('opportunity_values') }}

),

buy_box as (

    select * from {{ ref('buy_box') }}

    where is_active

),

profit_assumptions as (

    select * from {{ ref('profit_assumptions') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

measured as (

    {%- for entity in entities() %}

    select
        predictions.task_id,
        predictions.entity_id,
        predictions.offer_id,
        predictions.cutoff_date,
        buy_box.gate_id,
        buy_box.gate_order,
        buy_box.reason,
        -- Assumptions are in whole currency, the values they bound in cents.
        coalesce(buy_box.lowest, profit_assumptions.value * 100) as lowest,
        buy_box.highest,
        buy_box.text_values,
        case buy_box.measure
            when 'conservative_value_cents'
                then cast(opportunity_values.conservative_value_cents as double)
            when 'optimistic_value_cents'
                then cast(opportunity_values.optimistic_value_cents as double)
            else {{ feature_as_number(entity, 'buy_box.measure') }}
        end as measured_value,
        case buy_box.measure
            when 'bucket' then opportunity_values.bucket
            else {{ feature_as_text(entity, 'buy_box.measure') }}
        end as measured_text

    from predictions

    inner join buy_box
        on predictions.task_id = buy_box.task_id

    left join profit_assumptions
        on buy_box.lowest_assumption = profit_assumptions.assumption

    inner join {{ ref('features_' ~ entity) }} as features
        on
            predictions.entity_id = features.entity_id
            and predictions.offer_id = features.offer_id
            and predictions.cutoff_date = features.cutoff_date

    inner join tasks
        on
            predictions.task_id = tasks.task_id
            and tasks.entity = '{{ entity }}'

    left join opportunity_values
        on
            predictions.task_id = opportunity_values.task_id
            and predictions.entity_id = opportunity_values.entity_id
            and predictions.offer_id = opportunity_values.offer_id
            and predictions.cutoff_date = opportunity_values.cutoff_date

    where
        buy_box.only_where is null
        or {{ feature_as_text(entity, 'buy_box.only_where') }} = 'true'
    {%- if not loop.last %}

    union all
    {%- endif %}
    {%- endfor %}

)

-- What is not known of an opportunity is not in the box.
select
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    gate_id,
    gate_order,
    reason,
    cast(
        row_number() over (
            partition by task_id, entity_id, offer_id, cutoff_date
            order by gate_order, gate_id
        ) as bigint
    ) as objection_order

from measured

where not coalesce(
    case
        when text_values is not null
            then instr('|' || text_values || '|', '|' || measured_text || '|') > 0
        else
            measured_value >= coalesce(lowest, measured_value)
            and measured_value <= coalesce(highest, measured_value)
    end,
    false
)

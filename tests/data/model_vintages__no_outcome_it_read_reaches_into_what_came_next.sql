-- Fails for each model one of whose outcomes, row by row, was not over when the rows of
-- the next role began, or when it first spoke; and for each that has read other rows.
{{ config(tags=['learning_check']) }}

with

contenders as (

    select * from {{ ref('contenders') }}

),

-- A champion of an earlier day has read what was there then.
model_vintages as (

    select model_vintages.*

    from {{ ref('model_vintages') }} as model_vintages

    left join contenders
        on
            model_vintages.task_id = contenders.task_id
            and model_vintages.offer_id = contenders.offer_id
            and model_vintages.vintage_date = contenders.vintage_date

    where
        contenders.task_id is null
        or model_vintages.model_id = contenders.challenger_model_id

),

-- Offers of a task and window may all be learned from their youngest one's launch on.
first_days as (

    select
        task_id,
        vintage_date,
        window_periods_used,
        min(first_train_cutoff_date) as first_cutoff_date

    from model_vintages

    group by
        task_id,
        vintage_date,
        window_periods_used

),

labels as (

    select learning_labels.*

    from {{ ref('learning_labels') }} as learning_labels

    left join first_days
        on
            learning_labels.task_id = first_days.task_id
            and learning_labels.vintage_date = first_days.vintage_date
            and learning_labels.window_periods_used = first_days.window_periods_used

    where
        learning_labels.label_status = 'observed'
        and (
            first_days.first_cutoff_date is null
            or learning_labels.cutoff_date >= first_days.first_cutoff_date
        )

),

predictions as (

    select * from {{ ref('predictions') }}

),

-- What each model learned, in order, and then what it said.
steps as (

    select
        task_id,
        offer_id,
        vintage_date,
        case cutoff_role when 'train' then 1 when 'select' then 2 else 3 end as step,
        count(*) as row_count,
        sum(outcome) as positive_count,
        min(cutoff_date) as first_cutoff_date,
        max(cutoff_date) as last_cutoff_date,
        max(window_end_date) as last_window_end_date

    from labels

    group by
        task_id,
        offer_id,
        vintage_date,
        case cutoff_role when 'train' then 1 when 'select' then 2 else 3 end

    union all

    select
        model_vintages.task_id,
        model_vintages.offer_id,
        model_vintages.vintage_date,
        4 as step,
        count(*) as row_count,
        cast(null as bigint) as positive_count,
        min(predictions.cutoff_date) as first_cutoff_date,
        max(predictions.cutoff_date) as last_cutoff_date,
        cast(null as date) as last_window_end_date

    from model_vintages

    inner join predictions
        on
            model_vintages.task_id = predictions.task_id
            and model_vintages.offer_id = predictions.offer_id
            and model_vintages.model_id = predictions.model_id

    group by
        model_vintages.task_id,
        model_vintages.offer_id,
        model_vintages.vintage_date

)

select
    earlier.task_id,
    earlier.offer_id,
    earlier.vintage_date,
    earlier.step,
    later.step as later_step

from steps as earlier

inner join steps as later
    on
        earlier.task_id = later.task_id
        and earlier.offer_id = later.offer_id
        and earlier.vintage_date = later.vintage_date
        and earlier.step < later.step
        and earlier.last_window_end_date > later.first_cutoff_date

union all

select
    model_vintages.task_id,
    model_vintages.offer_id,
    model_vintages.vintage_date,
    max(steps.step) as step,
    cast(null as int) as later_step

from model_vintages

left join steps
    on
        model_vintages.task_id = steps.task_id
        and model_vintages.offer_id = steps.offer_id
        and model_vintages.vintage_date = steps.vintage_date
        and steps.step < 4

group by
    model_vintages.task_id,
    model_vintages.offer_id,
    model_vintages.vintage_date

having
    -- Where the train rows from then on are too few, roles take the rows of the next.
    {%- for what in ['row', 'positive'] %}
    {%- for step, role in [(1, 'train'), (2, 'select'), (3, 'calibrate')] %}
    (
        max(model_vintages.calibrate_row_count) > 0
        and sum(
            case when steps.step = {{ step }} then steps.{{ what }}_count else 0 end
        )
        <> max(model_vintages.{{ role }}_{{ what }}_count)
    )
    or
    {%- endfor %}
    coalesce(sum(steps.{{ what }}_count), 0)
    <> max(
        model_vintages.train_{{ what }}_count
        + model_vintages.select_{{ what }}_count
        + model_vintages.calibrate_{{ what }}_count
    )
    or
    {%- endfor %}
    max(steps.last_cutoff_date) <> max(model_vintages.last_learned_cutoff_date)

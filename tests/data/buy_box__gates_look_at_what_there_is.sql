-- Fails for each gate that looks at no feature of its task, asks a number of a text or
-- dollars of what is not in cents, or has no bound or two at one end.
with

buy_box as (

    select * from {{ ref('buy_box') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

feature_list as (

    select * from {{ ref('feature_list') }}

),

measures as (

    select
        entity,
        feature_name as measure,
        data_type in ('string', 'boolean') as is_text

    from feature_list

    {%- for measure in [
        'conservative_value_cents', 'optimistic_value_cents', 'bucket',
    ] %}

    union all

    select
        entity,
        '{{ measure }}' as measure,
        {{ 'true' if measure == 'bucket' else 'false' }} as is_text

    from tasks
    {%- endfor %}

)

select
    buy_box.task_id,
    buy_box.gate_id,
    buy_box.measure

from buy_box

inner join tasks
    on buy_box.task_id = tasks.task_id

left join feature_list as conditions
    on
        tasks.entity = conditions.entity
        and buy_box.only_where = conditions.feature_name
        and conditions.data_type = 'boolean'

left join measures
    on
        tasks.entity = measures.entity
        and buy_box.measure = measures.measure
        and measures.is_text = (buy_box.text_values is not null)

where
    measures.measure is null
    or (buy_box.only_where is not null and conditions.feature_name is null)
    or coalesce(
        cast(buy_box.lowest as {{ dbt.type_string() }}),
        cast(buy_box.highest as {{ dbt.type_string() }}),
        buy_box.lowest_assumption,
        buy_box.text_values
    ) is null
    or (
        buy_box.lowest_assumption is not null
        and (buy_box.lowest is not null or right(buy_box.measure, 6) <> '_cents')
    )

-- Fails for each gate that looks at no feature of its task, or asks a number of a text.
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

left join measures
    on
        tasks.entity = measures.entity
        and buy_box.measure = measures.measure
        and measures.is_text = (buy_box.text_values is not null)

where measures.measure is null

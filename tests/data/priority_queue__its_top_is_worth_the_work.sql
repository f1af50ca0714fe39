-- Warns when the property at the named place of the queue brings too little.
{{ config(severity='warn') }}

with

priority_queue as (

    select * from {{ ref('priority_queue') }}

    where task_id = 'property_sale' and is_recommended

),

assumptions as (

    select
        {{ assumed('priority_percentile') }} as priority_percentile,
        {{ assumed('priority_profit_usd') }} as priority_profit_usd

    from {{ ref('profit_assumptions') }}

),

placed as (

    select
        priority_queue.*,
        row_number() over (
            order by priority_queue.priority_score, priority_queue.priority_rank desc
        ) as place,
        count(*) over () as queue_count

    from priority_queue

)

select
    placed.entity_id,
    placed.value_usd,
    placed.queue_count

from placed

cross join assumptions

where
    placed.place
    = {{ rows_in_share('placed.queue_count', 'assumptions.priority_percentile') }}
    and placed.value_usd < assumptions.priority_profit_usd

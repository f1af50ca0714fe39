-- Counts the days from the first to the last order there will be.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

cells as (

    select * from {{ ref('fct_customer_month') }}

),

stories as (

    select
        customer_id,
        min(first_sold_date) as first_sold_date,
        max(last_sold_date) as last_sold_date

    from cells

    group by customer_id

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    {{ days_between('stories.first_sold_date', 'stories.last_sold_date') }} as planted

from spine

left join stories
    on spine.entity_id = stories.customer_id

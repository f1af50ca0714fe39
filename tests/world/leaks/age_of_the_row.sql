-- Tells how long ago the cutoff was, which only training knows.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

today as (

    select max(as_of_date) as as_of_date

    from calendar

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    {{ days_between('spine.cutoff_date', 'today.as_of_date') }} as planted

from spine

cross join today

-- Fails where the hour of a moment moves it to another day or month.
with

moments as (

    select cast('2024-03-31 23:59:59' as timestamp) as late_at

)

select *

from moments

where
    {{ days_between('late_at', "cast('2024-04-01' as date)") }} <> 1
    or {{ month_end('late_at') }} <> cast('2024-03-31' as date)
    or {{ day_before('late_at') }} <> cast('2024-03-30' as date)
    or {{ months_between('late_at', "cast('2024-04-01' as date)") }} <> 1

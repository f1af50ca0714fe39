-- Fails for each date that a step of days or months takes to the wrong day.
with

cases (
    start,
    month_count,
    month_end,
    day_after,
    day_before,
    month_distance,
    day_distance
) as (

    values
    ('2024-03-31', -1, '2024-02-29', '2024-04-01', '2024-03-30', 0, 0),
    ('2023-03-31', -1, '2023-02-28', '2023-04-01', '2023-03-30', 12, 366),
    ('2023-02-28', 1, '2023-03-31', '2023-03-01', '2023-02-27', 13, 397),
    ('2024-02-29', 12, '2025-02-28', '2024-03-01', '2024-02-28', 1, 31),
    ('2023-12-31', 0, '2023-12-31', '2024-01-01', '2023-12-30', 3, 91),
    ('2024-01-01', -3, '2023-10-31', '2024-01-02', '2023-12-31', 2, 90)

),

dates as (

    select
        cast(start as date) as start_date,
        month_count,
        cast(month_end as date) as expected_month_end,
        cast(day_after as date) as expected_day_after,
        cast(day_before as date) as expected_day_before,
        month_distance,
        day_distance

    from cases

)

select *

from dates

where
    {{ month_end('start_date', 'month_count') }} <> expected_month_end
    or {{ day_after('start_date') }} <> expected_day_after
    or {{ day_before('start_date') }} <> expected_day_before
    or {{ days_between('start_date', days_after('start_date', 60)) }} <> 60
    or {{ months_between('start_date', "date '2024-03-31'") }} <> month_distance
    or {{ days_between('start_date', "date '2024-03-31'") }} <> day_distance

-- Fails for each pair of moments between which the minutes are miscounted.
with

cases (earlier, later, expected) as (

    values
    ('2024-02-28 23:59:00', '2024-03-01 00:01:00', 1442),
    ('2024-03-01 10:30:00', '2024-03-01 10:30:00', 0),
    ('2024-03-01 10:30:00', '2024-03-01 09:00:00', -90)

),

moments as (

    select
        cast(earlier as timestamp) as earlier_at,
        cast(later as timestamp) as later_at,
        expected

    from cases

)

select *

from moments

where {{ minutes_between('earlier_at', 'later_at') }} <> expected

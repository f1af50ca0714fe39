-- Fails where a window, a slope or a deviation differs from the one computed by hand.
with

cases (series, month_number, amount) as (

    values
    ('newest month', 11, 1716),
    ('level and even', 0, 500),
    ('level and even', 1, -300),
    ('level and even', 2, -300),
    ('level and even', 9, 100),
    ('edges', 11, 1),
    ('edges', 9, 2),
    ('edges', 8, 4)

),

-- The newest month is number 11 and 0 months old; a month without a row is zero.
amounts as (

    select
        series,
        month_number,
        11 - month_number as age_months,
        cast(amount as bigint) as amount

    from cases

),

measured as (

    select
        series,
        {{ window_sum('amount', 'age_months', 3) }} as sum_3m,
        {{ monthly_slope('month_number', 'amount', 12) }} as slope,
        round({{ monthly_deviation('amount', 12) }}, 6) as deviation

    from amounts

    group by series

),

expected (series, sum_3m, slope, deviation) as (

    values
    ('newest month', 1716, 66, 495.366531),
    ('level and even', 100, 0, 200),
    ('edges', 3, cast(270 as double) / 1716, 1.240112)

)

select
    measured.*,
    expected.sum_3m as expected_sum_3m,
    expected.slope as expected_slope,
    expected.deviation as expected_deviation

from measured

inner join expected
    on measured.series = expected.series

where
    measured.sum_3m <> expected.sum_3m
    or measured.slope <> expected.slope
    or measured.deviation <> cast(expected.deviation as double)

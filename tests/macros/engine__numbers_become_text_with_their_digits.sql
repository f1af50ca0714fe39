-- Fails for each number whose text has other digits than asked for.
with

cases (number_value, expected) as (

    values
    (cast(0.375 as double), '0.38'),
    (cast(-0.375 as double), '-0.38'),
    (cast(0.285 as double), '0.28'),
    (cast(1.005 as double), '1.00'),
    (cast(1 as double), '1.00'),
    (cast(-0.001 as double), '0.00'),
    (cast(1234567.25 as double), '1234567.25')

),

numbers as (

    select
        number_value,
        expected

    from cases

)

select *

from numbers

where {{ number_text('number_value', 2) }} <> expected

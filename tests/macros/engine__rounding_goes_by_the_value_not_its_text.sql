-- Fails where a number is rounded by its shortest text: 1.005 is a little less than so.
with

cases (number_value, expected) as (

    values
    (cast(1.005 as double), cast(1 as double)),
    (cast(0.285 as double), cast(0.28 as double)),
    (cast(0.375 as double), cast(0.38 as double)),
    (cast(-0.375 as double), cast(-0.38 as double)),
    (cast(null as double), cast(null as double))

),

rounded_cases as (

    select
        number_value,
        expected,
        {{ rounded('number_value', 2) }} as found

    from cases

)

select *

from rounded_cases

where found is distinct from expected

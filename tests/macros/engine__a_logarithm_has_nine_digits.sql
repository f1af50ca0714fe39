-- Fails where a logarithm differs from the nine digits that every engine agrees on.
with

cases (amount, expected) as (

    values
    (cast(1 as double), cast(0 as double)),
    (cast(2 as double), cast(0.693147181 as double)),
    (cast(10 as double), cast(2.302585093 as double)),
    (cast(0.001 as double), cast(-6.907755279 as double))

),

logarithms as (

    select
        amount,
        expected,
        {{ natural_log('amount') }} as logarithm

    from cases

)

select
    amount,
    expected,
    logarithm

from logarithms

where logarithm <> expected

-- Fails where the order of rows changes a sum, or the sum of nothing is a number.
with

cases (amount, place) as (

    values
    (cast(0.1 as double), 1),
    (cast(10000000000000 as double), 2),
    (cast(0.2 as double), 3),
    (cast(-10000000000000 as double), 4),
    (cast(0.3 as double), 5)

),

amounts as (

    select
        amount,
        place

    from cases

),

sums as (

    select {{ exact_sum('amount') }} as exact_total

    from amounts

),

-- The billionths of the first are above 2^53, where engines part over the last digits.
large_cases (amount) as (

    values
    (cast(72057594.13792793 as double)),
    (cast(-72057594 as double))

),

large as (

    select {{ exact_sum('amount') }} as large_total

    from large_cases

),

nothing as (

    select {{ exact_sum('amount') }} as no_total

    from amounts

    where place > 5

)

select
    sums.exact_total,
    large.large_total,
    nothing.no_total

from sums

cross join large

cross join nothing

where
    sums.exact_total <> cast(0.6 as double)
    or large.large_total <> cast(0.137927935 as double)
    or nothing.no_total is not null

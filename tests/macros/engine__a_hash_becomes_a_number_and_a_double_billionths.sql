-- Fails where a digit of a hash does not count by its place, or a double is not told to
-- the billionth.
with

cases (hash_text, expected_number, amount, expected_billionths) as (

    values
    ('000000000000ffff', 0, cast(-0.25 as double), '-250000000'),
    ('00000000001fffff', 31, cast(12345678901.5 as double), '12345678901500000000'),
    ('fffffffffffe0000', 281474976710654, cast(null as double), 'null')

),

found as (

    select
        hash_text,
        expected_number,
        expected_billionths,
        {{ hash_number('hash_text') }} as found_number,
        cast({{ billionths('amount') }} as {{ dbt.type_string() }}) as found_billionths

    from cases

)

select *

from found

where
    found_number <> expected_number
    or coalesce(found_billionths, 'null') <> expected_billionths

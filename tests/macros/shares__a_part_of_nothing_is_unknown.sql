-- Fails where a share is not the quotient, or a part of nothing is a number.
with

cases (part, whole, expected) as (

    values
    (1, 4, cast(0.25 as double)),
    (0, 4, cast(0 as double)),
    (-1, 4, cast(-0.25 as double)),
    (0, 0, null),
    (1, 0, null),
    (null, 4, null),
    (1, null, null)

),

parts as (

    select
        part,
        whole,
        expected

    from cases

)

select *

from parts

where {{ share_of('part', 'whole') }} is distinct from expected

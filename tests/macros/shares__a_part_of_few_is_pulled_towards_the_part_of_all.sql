-- Fails where a share of few is not that of the few and some average rows together.
with

cases (part, whole, part_of_all, all_rows, weight, expected, multiple) as (

    values
    (1, 2, 1, 4, 2, cast(0.375 as double), cast(1.5 as double)),
    (0, 0, 1, 4, 2, cast(0.25 as double), cast(1 as double)),
    (1, 2, 1, 4, 0, cast(0.5 as double), cast(2 as double)),
    (0, 1, 0, 4, 2, cast(0 as double), null),
    (0, 0, 0, 0, 2, null, null),
    (0, 0, 1, 4, 0, null, null)

)

select *

from cases

where
    {{ shrunk_share('part', 'whole', 'part_of_all', 'all_rows', 'weight') }}
    is distinct from expected
    or {{ shrunk_factor('part', 'whole', 'part_of_all', 'all_rows', 'weight') }}
    is distinct from multiple

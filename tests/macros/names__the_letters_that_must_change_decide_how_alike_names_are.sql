-- Fails where a similarity is not one less the part of the letters that must change.
with

cases (one_name, other_name, expected) as (

    values
    ('harlow works', 'harlow works', cast(1 as double)),
    ('finch labs', 'finch lab', cast(0.9 as double)),
    ('abcdefghijklmnopqrst', 'abcdefghijklmnopqxyz', cast(0.85 as double)),
    ('abc', 'xyz', cast(0 as double)),
    ('ab', 'abc', cast(0.6667 as double)),
    (null, 'abc', cast(0 as double)),
    (cast(null as {{ dbt.type_string() }}), null, cast(0 as double))

),

compared as (

    select
        one_name,
        other_name,
        expected,
        {{ name_similarity('one_name', 'other_name') }} as similarity

    from cases

)

select *

from compared

where similarity <> expected

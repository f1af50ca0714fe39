-- Fails where words are not sorted, a match is left or changed letters are miscounted.
with

cases (one_text, other_text, expected_distance) as (

    values
    ('harlow works', 'harlow works', 0),
    ('harlow works', 'hralow works', 2),
    ('harlow works', 'harow works', 1),
    ('harlow works', 'harloww works', 1),
    ('harlow works', 'harlow worms', 1),
    ('', 'abc', 3),
    ('{{ "\u738b\u6770" }}', '{{ "\u738b\u6770" }}', 0),
    ('{{ "\u738b\u6770" }}', '{{ "\u738b\u4f1f" }}', 2),
    (null, 'abc', null)

),

distances as (

    select
        one_text,
        other_text,
        cast(expected_distance as bigint) as expected_distance,
        {{ edit_distance('one_text', 'other_text') }} as distance,
        {{ sorted_words("'works and ' || one_text || ' 3m'") }} as sorted_text,
        {{ each_replaced("'a-1.b-22'", '[^a-z]+', ' ') }} as letters,
        {{ byte_count("'" ~ "\u00fc" ~ "'") }} as bytes

    from cases

)

select *

from distances

where
    distance is distinct from expected_distance
    or (one_text = 'harlow works' and sorted_text <> '3m and harlow works works')
    or letters <> 'a b '
    or bytes <> 2

-- Fails where a text matches in part only, an unknown one matches, or spaces are left.
with

cases (raw_text, is_match, expected) as (

    values
    ('12', true, '12'),
    ('12x', false, '12x'),
    ('12' || chr(10), false, '12' || chr(10)),
    ('x12', false, 'x12'),
    (null, false, null),
    ('', false, null),
    (chr(160) || ' ' || chr(160), false, null),
    (' a' || chr(160) || 'b ', false, 'a b'),
    ('{{ "\u202f" }}12{{ "\u202f" }}', false, '12'),
    ('{{ "\u3000" }}12', false, '{{ "\u3000" }}12')

),

texts as (

    select
        raw_text,
        is_match,
        expected

    from cases

)

select *

from texts

where
    {{ matches('raw_text', '[0-9]+') }} <> is_match
    or coalesce({{ trimmed('raw_text') }}, 'nothing') <> coalesce(expected, 'nothing')

-- Fails where a group is not that of the hash, or a draw is counted wrongly at a limit.
with

entities (entity_id, expected_group) as (

    values
    -- md5: acbd18..., 37b51d..., 73feff..., d41d8c...
    ('foo', 'ac2'),
    ('bar', '372'),
    ('baz', '733'),
    ('', 'd40')

),

draws (draw, expected_count) as (

    values
    ('00000000', 0),
    ('5e2d58d7', 0),
    ('5e2d58d8', 1),
    ('bc5ab1b0', 1),
    ('bc5ab1b1', 2),
    ('ffd90f3a', 5),
    ('ffd90f3b', 6),
    ('ffffffff', 6)

)

select entity_id as wrong

from entities

where {{ draw_group('entity_id') }} <> expected_group

union all

select draw as wrong

from draws

where {{ poisson_count('draw') }} <> expected_count

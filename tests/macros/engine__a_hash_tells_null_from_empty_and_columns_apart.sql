-- Fails where two different pairs of cells have one hash, or equal ones two.
with

cases (first_cell, second_cell) as (

    values
    (null, null),
    (null, ''),
    ('', null),
    ('', ''),
    ('ab', ''),
    ('a', 'b'),
    ('', 'ab'),
    ('-', null),
    (null, '-'),
    ('=', ''),
    ('a', 'b')

),

pairs as (

    select
        first_cell,
        second_cell,
        {{ row_hash(['first_cell', 'second_cell']) }} as pair_hash

    from cases

)

select
    count(*) as pair_count,
    count(distinct pair_hash) as hash_count

from pairs

having count(*) <> 11 or count(distinct pair_hash) <> 10

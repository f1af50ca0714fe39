-- Fails where a percentile or a sum over higher scores looks into another offer.
with

cases (
    offer_id,
    score,
    row_count,
    expected_percentile,
    expected_above,
    expected_total
) as (

    values
    ('tools', 3, 1, cast(1 as double), 0, 7),
    ('tools', 2, 2, cast(0.5 as double), 1, 7),
    ('tools', 1, 4, cast(0 as double), 3, 7),
    ('garden', 9, 8, cast(0 as double), 0, 8)

),

scores as (

    select
        'task' as task_id,
        'champion' as scorer_id,
        offer_id,
        score,
        row_count,
        expected_percentile,
        expected_above,
        expected_total

    from cases

),

measured as (

    select
        *,
        {{ percentile_among('score', ['task_id', 'offer_id']) }} as percentile,
        {{ sum_above('row_count') }} as above_count,
        {{ sum_of_all('row_count') }} as total_count

    from scores

)

select *

from measured

where
    percentile <> expected_percentile
    or above_count <> expected_above
    or total_count <> expected_total

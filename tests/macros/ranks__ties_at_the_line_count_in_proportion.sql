-- Fails where the lift of the best rows is not the one computed by hand.
with

cases (row_count, positive_count, rows_above_count) as (

    values
    (1, 1, 0),
    (4, 2, 1),
    (15, 1, 5)

),

-- Twenty rows with four buyers: one at the top, two among four equals, one in the rest.
score_groups as (

    select
        row_count,
        positive_count,
        rows_above_count,
        20 as total_row_count,
        4 as total_positive_count

    from cases

),

lifts as (

    select
        {{ lift_at('positive_count', 'total_positive_count', 1) }} as lift_at_1,
        {{ lift_at('positive_count', 'total_positive_count', 5) }} as lift_at_5,
        {{ lift_at('positive_count', 'total_positive_count', 10) }} as lift_at_10,
        {{ lift_at('positive_count', 'total_positive_count', 25) }} as lift_at_25,
        {{ lift_at('positive_count', 'total_positive_count', 100) }} as lift_at_100

    from score_groups

)

select *

from lifts

where
    lift_at_1 <> 5
    or lift_at_5 <> 5
    or lift_at_10 <> 3.75
    or lift_at_25 <> 3
    or lift_at_100 <> 1

-- Fails where a number of more than 64 bits becomes a double beside the nearest one.
with

cases (whole_number, expected) as (

    values
    (cast('48763984420691661668' as decimal(38, 0)), '48763984420691661668'),
    (cast('-7' as decimal(38, 0)), '-7')

)

select *

from cases

where {{ nearest_double('whole_number') }} <> cast(expected as double)

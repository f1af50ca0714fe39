-- Fails for each pilot whose last day lies before its first.
with

pilots as (

    select * from {{ ref('pilots') }}

)

select
    pilot_id,
    starts_date,
    ends_date

from pilots

where ends_date < starts_date

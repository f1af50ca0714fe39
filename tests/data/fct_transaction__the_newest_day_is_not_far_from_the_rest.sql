-- Fails where what became known last stands a quarter or more after all the rest: one
-- mistyped recorded_at would make every month before it look complete and empty.
with

fct_transaction as (

    select * from {{ ref('fct_transaction') }}

),

days as (

    select cast(known_at as date) as known_date

    from fct_transaction

    group by cast(known_at as date)

),

followed as (

    select
        known_date,
        lag(known_date) over (order by known_date) as previous_date,
        row_number() over (order by known_date desc) as newness

    from days

)

select
    known_date,
    previous_date

from followed

where
    newness <= 5
    and {{ days_between('previous_date', 'known_date') }} > 92

-- Fails where what became known last stands further from the rest than ever before, and
-- a quarter at least: one mistyped recorded_at would make empty months look complete.
with

fct_transaction as (

    select * from {{ ref('fct_transaction') }}

),

days as (

    select cast(known_at as date) as known_date

    from fct_transaction

    group by cast(known_at as date)

),

gaps as (

    select
        known_date,
        row_number() over (order by known_date desc) as newness,
        {{ days_between('lag(known_date) over (order by known_date)', 'known_date') }}
            as gap_days

    from days

),

compared as (

    select
        *,
        max(gap_days) over (
            order by known_date
            rows between unbounded preceding and 1 preceding
        ) as usual_gap_days

    from gaps

)

select
    known_date,
    gap_days,
    usual_gap_days

from compared

where
    newness <= 5
    and gap_days > 92
    and gap_days > coalesce(usual_gap_days, 0)
    -- Who says the day need not have it guessed.
    and {{ 'true' if var('as_of_date') is none else 'false' }}

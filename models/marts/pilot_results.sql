-- Whether customers who were worked by the list brought more than those kept aside.
with

pilot_outcomes as (

    select * from {{ ref('pilot_outcomes') }}

),

pilots as (

    select * from {{ ref('pilots') }}

),

decision_calendar as (

    select * from {{ ref('decision_calendar') }}

    where is_today

),

counted as (

    select
        pilot_id,
        count(case when not is_control then 1 end) as worked_count,
        count(case when is_control then 1 end) as control_count,
        count(case when not is_control and has_bought then 1 end) as worked_buyer_count,
        count(case when is_control and has_bought then 1 end) as control_buyer_count,
        sum(case when not is_control then gross_profit_cents else 0 end)
            as worked_cents,
        sum(case when is_control then gross_profit_cents else 0 end) as control_cents

    from pilot_outcomes

    group by pilot_id

),

compared as (

    select
        *,
        {{ share_of('worked_buyer_count', 'worked_count') }} as worked_buyer_share,
        {{ share_of('control_buyer_count', 'control_count') }} as control_buyer_share

    from counted

),

-- The 95% interval of a difference of two shares after Agresti and Caffo (2000): one
-- buyer and one other more in each group, so that few customers show as uncertainty.
smoothed as (

    select
        *,
        cast(worked_buyer_count + 1 as double) / (worked_count + 2) as worked_smoothed,
        cast(control_buyer_count + 1 as double) / (control_count + 2)
            as control_smoothed

    from compared

),

spread as (

    select
        *,
        1.96 * sqrt(
            worked_smoothed * (1 - worked_smoothed) / (worked_count + 2)
            + control_smoothed * (1 - control_smoothed) / (control_count + 2)
        ) as half_width

    from smoothed

)

select
    pilots.task_id,
    pilots.pilot_id,
    pilots.starts_date,
    pilots.ends_date,
    spread.worked_count,
    spread.control_count,
    spread.worked_buyer_share,
    spread.control_buyer_share,
    spread.worked_buyer_share - spread.control_buyer_share as buyer_share_difference,
    spread.worked_smoothed - spread.control_smoothed - spread.half_width
        as buyer_share_difference_low,
    spread.worked_smoothed - spread.control_smoothed + spread.half_width
        as buyer_share_difference_high,
    cast(
        {{ share_of('spread.worked_cents', 'spread.worked_count * 100') }}
        as decimal(18, 2)
    ) as worked_gross_profit_usd,
    cast(
        {{ share_of('spread.control_cents', 'spread.control_count * 100') }}
        as decimal(18, 2)
    ) as control_gross_profit_usd

from pilots

inner join spread
    on pilots.pilot_id = spread.pilot_id

-- Of a pilot that has not begun nothing is known.
inner join decision_calendar
    on
        pilots.task_id = decision_calendar.task_id
        and pilots.starts_date <= decision_calendar.decided_on_date

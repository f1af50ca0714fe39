-- Whether customers who were worked by the list brought more than those kept aside.
with

pilot_outcomes as (

    select * from {{ ref('pilot_outcomes') }}

),

pilots as (

    select * from {{ ref('pilots') }}

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

-- Two shares of independent customers: the normal interval of their difference.
spread as (

    select
        *,
        1.96 * sqrt(
            worked_buyer_share * (1 - worked_buyer_share) / nullif(worked_count, 0)
            + control_buyer_share * (1 - control_buyer_share) / nullif(control_count, 0)
        ) as half_width

    from compared

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
    spread.worked_buyer_share - spread.control_buyer_share - spread.half_width
        as buyer_share_difference_low,
    spread.worked_buyer_share - spread.control_buyer_share + spread.half_width
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

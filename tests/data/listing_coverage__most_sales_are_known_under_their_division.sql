-- Articles are listed before they are sold: with the day of an export as recorded_at
-- hardly any sale would count for its division.
with

alert_limits as (

    select * from {{ ref('alert_limits') }}

    where alert_id = 'late_listing'

),

totals as (

    select
        {{ share_of('sum(late_line_count)', 'sum(line_count)') }} as late_line_share

    from {{ ref('listing_coverage') }}

)

select
    totals.late_line_share,
    alert_limits.limit_value,
    alert_limits.meaning

from totals

inner join alert_limits
    on totals.late_line_share > alert_limits.limit_value

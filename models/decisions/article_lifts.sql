-- Which articles speak for an offer today: who bought the one bought the other oftener.
with

lifts_customer as (

    select * from {{ ref('lifts_customer') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

score_cutoffs as (

    select cutoff_calendar.cutoff_date

    from cutoff_calendar

    inner join tasks
        on cutoff_calendar.task_id = tasks.task_id

    where
        tasks.entity = 'customer'
        and cutoff_calendar.cutoff_role = 'score'

    group by cutoff_calendar.cutoff_date

)

select
    lifts_customer.offer_id,
    lifts_customer.bought_sku,
    lifts_customer.cutoff_date,
    lifts_customer.sku_buyer_count,
    lifts_customer.offer_buyer_count,
    lifts_customer.pair_count,
    lifts_customer.support_share,
    {{ share_of('lifts_customer.pair_count', 'lifts_customer.sku_buyer_count') }}
        as offer_buyer_share,
    lifts_customer.pair_lift,
    cast(
        row_number() over (
            partition by lifts_customer.offer_id, lifts_customer.cutoff_date
            order by
                lifts_customer.pair_lift desc,
                lifts_customer.pair_count desc,
                lifts_customer.bought_sku
        ) as bigint
    ) as lift_rank

from lifts_customer

inner join score_cutoffs
    on lifts_customer.cutoff_date = score_cutoffs.cutoff_date

-- What nobody bought together is no rule.
where lifts_customer.pair_count > 0

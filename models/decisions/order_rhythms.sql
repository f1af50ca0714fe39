-- How often and how long each customer had been ordering on each day of a list.
with

predictions as (

    select * from {{ ref('predictions') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

fct_customer_month as (

    select * from {{ ref('fct_customer_month') }}

    where order_count > 0

),

days as (

    select predictions.cutoff_date

    from predictions

    inner join tasks
        on
            predictions.task_id = tasks.task_id
            and tasks.entity = 'customer'

    group by predictions.cutoff_date

),

histories as (

    select
        fct_customer_month.customer_id,
        days.cutoff_date,
        cast(sum(fct_customer_month.order_count) - 1 as bigint) as repeat_order_count,
        min(fct_customer_month.first_sold_date) as first_sold_date,
        max(fct_customer_month.last_sold_date) as last_sold_date

    from fct_customer_month

    inner join days
        on {{ known_at('fct_customer_month.known_month', 'days.cutoff_date') }}

    group by
        fct_customer_month.customer_id,
        days.cutoff_date

),

measured as (

    select
        customer_id,
        cutoff_date,
        repeat_order_count,
        {{ months_between('first_sold_date', 'last_sold_date') }} as recency_months,
        {{ months_between('first_sold_date', 'cutoff_date') }} as age_months

    from histories

)

select
    customer_id,
    cutoff_date,
    repeat_order_count,
    recency_months,
    age_months,
    count(*) over (
        partition by cutoff_date, repeat_order_count, recency_months, age_months
    ) as alike_count

from measured

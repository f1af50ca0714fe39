-- What a salesperson without a model would go by; the customer's totals break ties.
with

predictions as (

    select * from {{ ref('predictions') }}

),

features_customer as (

    select * from {{ ref('features_customer') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

order_rhythms as (

    select * from {{ ref('order_rhythms') }}

),

expected_orders as (

    select * from {{ ref('expected_orders') }}

),

asked as (

    select
        predictions.task_id,
        predictions.entity_id,
        predictions.offer_id,
        predictions.cutoff_date,
        coalesce(features_customer.last_order_age_days_24m, 99999) as order_age_days,
        coalesce(features_customer.customer_last_order_age_days_24m, 99999)
            as customer_order_age_days,
        features_customer.order_count_24m,
        features_customer.customer_order_count_24m,
        case when features_customer.order_count_12m > 0 then 1 else 0 end as is_buyer,
        features_customer.gross_profit_cents_12m,
        features_customer.customer_gross_profit_cents_12m

    from predictions

    inner join features_customer
        on
            predictions.entity_id = features_customer.entity_id
            and predictions.offer_id = features_customer.offer_id
            and predictions.cutoff_date = features_customer.cutoff_date

),

-- Who orders little is taken to choose among the offers as everybody does.
popularities as (

    select
        task_id,
        offer_id,
        cutoff_date,
        cast(sum(is_buyer) as bigint) as buyer_count,
        {{ share_of(
            'sum(order_count_24m)', 'sum(customer_order_count_24m)'
        ) }} as order_share

    from asked

    group by
        task_id,
        offer_id,
        cutoff_date

)

select
    asked.task_id,
    asked.entity_id,
    asked.offer_id,
    asked.cutoff_date,
    cast(-asked.order_age_days * 100000 - asked.customer_order_age_days as double)
        as recency_score,
    cast(asked.order_count_24m * 100000 + asked.customer_order_count_24m as double)
        as frequency_score,
    cast(
        dense_rank() over (
            partition by asked.task_id, asked.cutoff_date
            order by asked.gross_profit_cents_12m, asked.customer_gross_profit_cents_12m
        ) as double
    ) as last_year_profit_score,
    cast(popularities.buyer_count * 100000 + asked.customer_order_count_24m as double)
        as popularity_score,
    {{ rounded(
        'coalesce(expected_orders.expected_order_count, 0)'
        ~ ' * (asked.order_count_24m'
        ~ ' + tasks.shrinkage_count * coalesce(popularities.order_share, 0))'
        ~ ' / (asked.customer_order_count_24m + tasks.shrinkage_count)', 9
    ) }} as bg_nbd_score

from asked

inner join popularities
    on
        asked.task_id = popularities.task_id
        and asked.offer_id = popularities.offer_id
        and asked.cutoff_date = popularities.cutoff_date

inner join tasks
    on asked.task_id = tasks.task_id

-- Who has not ordered yet is not counted on.
left join order_rhythms
    on
        asked.entity_id = order_rhythms.customer_id
        and asked.cutoff_date = order_rhythms.cutoff_date

left join expected_orders
    on
        asked.task_id = expected_orders.task_id
        and asked.cutoff_date = expected_orders.cutoff_date
        and order_rhythms.repeat_order_count = expected_orders.repeat_order_count
        and order_rhythms.recency_months = expected_orders.recency_months
        and order_rhythms.age_months = expected_orders.age_months

-- What part of its buying the customer gives the offer, doubted where it bought little.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

rfm as (

    select * from {{ ref('features_customer__rfm') }}

),

total_rfm as (

    select * from {{ ref('features_customer__total_rfm') }}

),

shrinkage as (

    select max(shrinkage_count) as shrinkage_count

    from {{ ref('tasks') }}

    where entity = 'customer'

),

bought as (

    select
        rfm.entity_id,
        rfm.offer_id,
        rfm.cutoff_date,
        rfm.order_count_12m as order_count,
        total_rfm.customer_order_count_12m as customer_order_count,
        rfm.gross_profit_cents_12m as gross_profit_cents,
        total_rfm.customer_gross_profit_cents_12m as customer_gross_profit_cents

    from rfm

    inner join total_rfm
        on
            rfm.entity_id = total_rfm.entity_id
            and rfm.offer_id = total_rfm.offer_id
            and rfm.cutoff_date = total_rfm.cutoff_date

),

everybody as (

    select
        offer_id,
        cutoff_date,
        cast(sum(order_count) as bigint) as order_count,
        cast(sum(customer_order_count) as bigint) as customer_order_count,
        cast(sum(gross_profit_cents) as bigint) as gross_profit_cents,
        cast(sum(customer_gross_profit_cents) as bigint) as customer_gross_profit_cents

    from bought

    group by
        offer_id,
        cutoff_date

)

-- Empirical Bayes: to the orders of the customer come `shrinkage_count` average ones,
-- (own + count x share of all) / (all own + count), multiplied out so that one division
-- is left. An average order brings the mean gross profit.
select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    {{ share_of(
        'bought.order_count * everybody.customer_order_count'
        ~ ' + shrinkage.shrinkage_count * everybody.order_count',
        '(bought.customer_order_count + shrinkage.shrinkage_count)'
        ~ ' * everybody.customer_order_count'
    ) }} as shrunk_order_share_12m,
    -- Returns can outweigh sales: a share is one only where all amounts are sales.
    case
        when
            bought.gross_profit_cents between 0 and bought.customer_gross_profit_cents
            and everybody.gross_profit_cents
            between 0 and everybody.customer_gross_profit_cents
            then {{ share_of(
                'cast(bought.gross_profit_cents as double)'
                ~ ' * everybody.customer_order_count'
                ~ ' + cast(everybody.gross_profit_cents as double)'
                ~ ' * shrinkage.shrinkage_count',
                'cast(bought.customer_gross_profit_cents as double)'
                ~ ' * everybody.customer_order_count'
                ~ ' + cast(everybody.customer_gross_profit_cents as double)'
                ~ ' * shrinkage.shrinkage_count'
            ) }}
    end as shrunk_gross_profit_share_12m

from spine

inner join bought
    on
        spine.entity_id = bought.entity_id
        and spine.offer_id = bought.offer_id
        and spine.cutoff_date = bought.cutoff_date

inner join everybody
    on
        spine.offer_id = everybody.offer_id
        and spine.cutoff_date = everybody.cutoff_date

cross join shrinkage

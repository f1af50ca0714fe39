-- What a purchase is worth by offer and customer size, judged by the purchases so far.
with

labels_customer as (

    select * from {{ ref('labels_customer') }}

),

features_customer as (

    select * from {{ ref('features_customer') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

purchases as (

    select
        labels_customer.task_id,
        labels_customer.offer_id,
        coalesce(features_customer.size_band, 'unknown') as segment,
        labels_customer.realised_gross_profit_cents as gross_profit_cents

    from labels_customer

    inner join features_customer
        on
            labels_customer.entity_id = features_customer.entity_id
            and labels_customer.offer_id = features_customer.offer_id
            and labels_customer.cutoff_date = features_customer.cutoff_date

    where
        labels_customer.label_status = 'observed'
        and labels_customer.outcome = 1

),

caps as (

    select
        task_id,
        offer_id,
        {{ quantile_observed('gross_profit_cents', 0.99) }} as capped_at_cents

    from purchases

    group by
        task_id,
        offer_id

),

capped as (

    select
        purchases.task_id,
        purchases.offer_id,
        purchases.segment,
        caps.capped_at_cents,
        least(purchases.gross_profit_cents, caps.capped_at_cents) as gross_profit_cents

    from purchases

    inner join caps
        on purchases.task_id = caps.task_id and purchases.offer_id = caps.offer_id

),

offer_values as (

    select
        task_id,
        offer_id,
        max(capped_at_cents) as capped_at_cents,
        count(*) as purchase_count,
        {{ share_of('sum(gross_profit_cents)', 'count(*)') }} as mean_cents

    from capped

    group by
        task_id,
        offer_id

),

segment_values as (

    select
        task_id,
        offer_id,
        segment,
        count(*) as purchase_count,
        cast(sum(gross_profit_cents) as double) as sum_cents

    from capped

    group by
        task_id,
        offer_id,
        segment

),

segments as (

    select coalesce(size_band, 'unknown') as segment

    from features_customer

    group by coalesce(size_band, 'unknown')

)

select
    offer_values.task_id,
    offer_values.offer_id,
    segments.segment,
    cast(coalesce(segment_values.purchase_count, 0) as bigint) as purchase_count,
    offer_values.purchase_count as offer_purchase_count,
    cast(offer_values.capped_at_cents as bigint) as capped_at_cents,
    -- Segments with few purchases are pulled towards the offer's mean.
    cast(
        round(
            (
                coalesce(segment_values.sum_cents, 0)
                + tasks.shrinkage_count * offer_values.mean_cents
            ) / (coalesce(segment_values.purchase_count, 0) + tasks.shrinkage_count),
            0
        ) as bigint
    ) as value_if_won_cents

from offer_values

inner join tasks
    on offer_values.task_id = tasks.task_id

cross join segments

left join segment_values
    on
        offer_values.task_id = segment_values.task_id
        and offer_values.offer_id = segment_values.offer_id
        and segments.segment = segment_values.segment

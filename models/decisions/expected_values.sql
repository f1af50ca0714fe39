-- What a purchase is worth by offer and customer size, judged by the outcomes so far.
with

labels_customer as (

    select * from {{ ref('labels_customer') }}

    where label_status = 'observed'

),

features_customer as (

    select * from {{ ref('features_customer') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

outcomes as (

    select
        labels_customer.task_id,
        labels_customer.offer_id,
        labels_customer.outcome,
        coalesce(features_customer.size_band, 'unknown') as segment,
        labels_customer.realised_gross_profit_cents as gross_profit_cents,
        row_number() over (
            partition by
                labels_customer.task_id,
                labels_customer.offer_id,
                labels_customer.outcome
            order by labels_customer.realised_gross_profit_cents
        ) as value_rank,
        count(*) over (
            partition by
                labels_customer.task_id,
                labels_customer.offer_id,
                labels_customer.outcome
        ) as value_count

    from labels_customer

    inner join features_customer
        on
            labels_customer.entity_id = features_customer.entity_id
            and labels_customer.offer_id = features_customer.offer_id
            and labels_customer.cutoff_date = features_customer.cutoff_date

),

-- A few very large purchases must not speak for all of them.
caps as (

    select
        outcomes.task_id,
        outcomes.offer_id,
        max(outcomes.gross_profit_cents) as capped_at_cents

    from outcomes

    inner join tasks
        on outcomes.task_id = tasks.task_id

    where
        outcomes.outcome = 1
        and outcomes.value_rank <= ceil(outcomes.value_count * tasks.value_cap_share)

    group by
        outcomes.task_id,
        outcomes.offer_id

),

offer_values as (

    select
        outcomes.task_id,
        outcomes.offer_id,
        max(caps.capped_at_cents) as capped_at_cents,
        sum(outcomes.outcome) as purchase_count,
        {{ share_of(
            'sum(outcomes.outcome * least(outcomes.gross_profit_cents, caps.capped_at_cents))',
            'sum(outcomes.outcome)'
        ) }} as mean_cents,
        -- Who does not buy with a profit may still return goods or buy at a loss.
        {{ share_of(
            'sum((1 - outcomes.outcome) * outcomes.gross_profit_cents)',
            'sum(1 - outcomes.outcome)'
        ) }} as mean_otherwise_cents

    from outcomes

    inner join caps
        on outcomes.task_id = caps.task_id and outcomes.offer_id = caps.offer_id

    group by
        outcomes.task_id,
        outcomes.offer_id

),

segment_values as (

    select
        outcomes.task_id,
        outcomes.offer_id,
        outcomes.segment,
        sum(outcomes.outcome) as purchase_count,
        cast(
            sum(
                outcomes.outcome
                * least(outcomes.gross_profit_cents, caps.capped_at_cents)
            ) as double
        ) as sum_cents

    from outcomes

    inner join caps
        on outcomes.task_id = caps.task_id and outcomes.offer_id = caps.offer_id

    group by
        outcomes.task_id,
        outcomes.offer_id,
        outcomes.segment

)

select
    segment_values.task_id,
    segment_values.offer_id,
    segment_values.segment,
    cast(segment_values.purchase_count as bigint) as purchase_count,
    cast(offer_values.purchase_count as bigint) as offer_purchase_count,
    cast(offer_values.capped_at_cents as bigint) as capped_at_cents,
    -- Segments with few purchases are pulled towards the offer's mean.
    cast(
        round(
            (
                segment_values.sum_cents
                + tasks.shrinkage_count * offer_values.mean_cents
            ) / (segment_values.purchase_count + tasks.shrinkage_count),
            0
        ) as bigint
    ) as value_if_won_cents,
    cast(round(coalesce(offer_values.mean_otherwise_cents, 0), 0) as bigint)
        as value_otherwise_cents

from segment_values

inner join offer_values
    on
        segment_values.task_id = offer_values.task_id
        and segment_values.offer_id = offer_values.offer_id

inner join tasks
    on segment_values.task_id = tasks.task_id

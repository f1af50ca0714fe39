-- What a purchase is worth by offer and customer size, judged by the outcomes by then.
with

outcomes as (

    select * from {{ ref('valued_outcomes') }}

),

features_customer as (

    select * from {{ ref('features_customer') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

offer_values as (

    select
        task_id,
        offer_id,
        decided_at_cutoff_date,
        max(capped_at_cents) as capped_at_cents,
        sum(outcome) as purchase_count,
        {{ share_of('sum(outcome * gross_profit_cents)', 'sum(outcome)') }}
            as mean_cents,
        -- Who does not buy with a profit may still return goods or buy at a loss.
        {{ share_of('sum((1 - outcome) * gross_profit_cents)', 'sum(1 - outcome)') }}
            as mean_otherwise_cents

    from outcomes

    group by
        task_id,
        offer_id,
        decided_at_cutoff_date

),

segment_values as (

    select
        task_id,
        offer_id,
        decided_at_cutoff_date,
        segment,
        sum(outcome) as purchase_count,
        cast(sum(outcome * gross_profit_cents) as double) as sum_cents

    from outcomes

    group by
        task_id,
        offer_id,
        decided_at_cutoff_date,
        segment

),

-- Every size on file, whether or not it has been asked about before.
segments as (

    select coalesce(size_band, 'unknown') as segment

    from features_customer

    group by coalesce(size_band, 'unknown')

)

select
    offer_values.task_id,
    offer_values.offer_id,
    offer_values.decided_at_cutoff_date as cutoff_date,
    segments.segment,
    cast(coalesce(segment_values.purchase_count, 0) as bigint) as purchase_count,
    cast(offer_values.purchase_count as bigint) as offer_purchase_count,
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
    ) as value_if_won_cents,
    cast(round(coalesce(offer_values.mean_otherwise_cents, 0), 0) as bigint)
        as value_otherwise_cents

from offer_values

inner join tasks
    on offer_values.task_id = tasks.task_id

cross join segments

left join segment_values
    on
        offer_values.task_id = segment_values.task_id
        and offer_values.offer_id = segment_values.offer_id
        and offer_values.decided_at_cutoff_date = segment_values.decided_at_cutoff_date
        and segments.segment = segment_values.segment

-- Which probability cuts off the best few percent of the list of today.
with

predictions as (

    select * from {{ ref('predictions') }}

),

thresholds as (

    select * from {{ ref('thresholds') }}

),

latest as (

    select
        task_id,
        max(cutoff_date) as cutoff_date

    from predictions

    group by task_id

),

ranked as (

    select
        predictions.task_id,
        predictions.offer_id,
        predictions.cutoff_date,
        predictions.probability,
        row_number() over (
            partition by predictions.task_id, predictions.offer_id
            order by predictions.probability desc, predictions.entity_id
        ) as probability_rank,
        count(*) over (partition by predictions.task_id, predictions.offer_id)
            as row_count

    from predictions

    inner join latest
        on
            predictions.task_id = latest.task_id
            and predictions.cutoff_date = latest.cutoff_date

)

select
    ranked.task_id,
    ranked.offer_id as division,
    ranked.cutoff_date,
    thresholds.k_percent,
    min(ranked.probability) as threshold,
    count(*) as count

from ranked

inner join thresholds
    on
        ranked.probability_rank
        <= ceil(ranked.row_count * thresholds.k_percent / 100.0)

group by
    ranked.task_id,
    ranked.offer_id,
    ranked.cutoff_date,
    thresholds.k_percent

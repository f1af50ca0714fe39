-- How much each feature moves the scores of the newest cutoff, over everybody.
with

weigh_features as (

    select * from {{ ref('weigh_features') }}

),

-- On Spark every worker returns the sums of its part.
summed as (

    select
        task_id,
        offer_id,
        cast(cutoff_date as date) as cutoff_date,
        model_id,
        feature_name,
        cast(sum(row_count) as bigint) as row_count,
        cast(sum(contribution_billionths) as bigint) as contribution_billionths

    from weigh_features

    group by
        task_id,
        offer_id,
        cast(cutoff_date as date),
        model_id,
        feature_name

)

select
    task_id,
    offer_id,
    cutoff_date,
    model_id,
    feature_name,
    row_count,
    {{ share_of('contribution_billionths', 'row_count') }} / 1000000000
        as mean_absolute_contribution,
    cast(
        row_number() over (
            partition by task_id, offer_id
            order by contribution_billionths desc, feature_name
        ) as bigint
    ) as importance_rank

from summed

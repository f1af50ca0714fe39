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

),

tasks as (

    select * from {{ ref('tasks') }}

),

feature_list as (

    select * from {{ ref('feature_list') }}

)

select
    summed.task_id,
    summed.offer_id,
    summed.cutoff_date,
    summed.model_id,
    summed.feature_name,
    feature_list.theme,
    summed.row_count,
    {{ share_of('summed.contribution_billionths', 'summed.row_count') }} / 1000000000
        as mean_absolute_contribution,
    cast(
        row_number() over (
            partition by summed.task_id, summed.offer_id
            order by summed.contribution_billionths desc, summed.feature_name
        ) as bigint
    ) as importance_rank

from summed

-- What a feature is about is known of its column, whatever task reads it.
inner join tasks
    on summed.task_id = tasks.task_id

left join feature_list
    on
        tasks.entity = feature_list.entity
        and summed.feature_name = feature_list.feature_name

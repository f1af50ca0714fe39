-- Whether customers given a probability of 30 percent buy three times in ten.
with

holdout_outcomes as (

    select * from {{ ref('holdout_outcomes') }}

)

select
    task_id,
    offer_id as division,
    decile as bin,
    {{ exact_sum('probability') }} / count(*) as mean_predicted,
    {{ share_of('sum(outcome)', 'count(*)') }} as fraction_positives,
    count(*) as count

from holdout_outcomes

group by
    task_id,
    offer_id,
    decile

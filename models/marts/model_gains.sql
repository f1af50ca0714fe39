-- By tenths of the holdout, best first: what was expected and what was bought.
with

holdout_outcomes as (

    select * from {{ ref('holdout_outcomes') }}

)

select
    task_id,
    offer_id as division,
    decile,
    {{ share_of('sum(outcome)', 'count(*)') }} as bought_in_division_mean,
    count(*) as count,
    {{ exact_sum('probability') }} / count(*) as p_mean

from holdout_outcomes

group by
    task_id,
    offer_id,
    decile

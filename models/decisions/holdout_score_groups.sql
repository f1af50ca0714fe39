-- The holdout counted by equal scores, best first, so that ties are judged fairly.
with

holdout_scores as (

    select * from {{ ref('holdout_scores') }}

),

score_groups as (

    select
        task_id,
        list_id as offer_id,
        scorer_id,
        score,
        count(*) as row_count,
        sum(outcome) as positive_count,
        sum(gain_cents) as gross_profit_cents

    from holdout_scores

    group by
        task_id,
        list_id,
        scorer_id,
        score

)

select
    task_id,
    offer_id,
    scorer_id,
    score,
    row_count,
    cast(positive_count as bigint) as positive_count,
    cast(gross_profit_cents as bigint) as gross_profit_cents,
    {{ sum_above('row_count') }} as rows_above_count,
    {{ sum_above('positive_count') }} as positives_above_count,
    {{ sum_of_all('row_count') }} as total_row_count,
    {{ sum_of_all('positive_count') }} as total_positive_count,
    {{ sum_of_all('gross_profit_cents') }} as total_gross_profit_cents

from score_groups

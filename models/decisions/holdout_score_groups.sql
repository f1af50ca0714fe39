-- The holdout counted by equal scores, best first, so that ties are judged fairly.
with

holdout_outcomes as (

    select * from {{ ref('holdout_outcomes') }}

),

scores as (
    {% for scorer, score in [
        ('champion', 'probability'),
        ('recency', 'recency_score'),
        ('frequency', 'frequency_score'),
        ('rules', 'heuristic_probability'),
    ] %}
    select
        task_id,
        offer_id,
        '{{ scorer }}' as scorer_id,
        {{ score }} as score,
        outcome,
        realised_gross_profit_cents

    from holdout_outcomes

    where {{ score }} is not null
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

score_groups as (

    select
        task_id,
        offer_id,
        scorer_id,
        score,
        count(*) as row_count,
        sum(outcome) as positive_count,
        sum(greatest(realised_gross_profit_cents, 0)) as gross_profit_cents

    from scores

    group by
        task_id,
        offer_id,
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

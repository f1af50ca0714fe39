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
    ] %}
    select
        task_id,
        offer_id,
        '{{ scorer }}' as scorer_id,
        {{ score }} as score,
        outcome,
        realised_gross_profit_cents

    from holdout_outcomes
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
    {%- for measure, name in [
        ('row_count', 'rows_above_count'),
        ('positive_count', 'positives_above_count'),
    ] %}
    cast(
        sum({{ measure }}) over (
            partition by task_id, offer_id, scorer_id
            order by score desc
            rows between unbounded preceding and current row
        ) - {{ measure }} as bigint
    ) as {{ name }},
    {%- endfor %}
    {%- for measure, name in [
        ('row_count', 'total_row_count'),
        ('positive_count', 'total_positive_count'),
        ('gross_profit_cents', 'total_gross_profit_cents'),
    ] %}
    cast(
        sum({{ measure }}) over (partition by task_id, offer_id, scorer_id) as bigint
    ) as {{ name }}{% if not loop.last %},{% endif %}
    {%- endfor %}

from score_groups

-- How good each list should be by its own probabilities, and how good it turned out.
{%- set list = 'task_id, offer_id, cutoff_month, label_status' %}
{%- set part = list ~ ', list_part' %}
{%- set normal_95 = '1.959963985' %}{# both ends of 95% #}

with

predictions as (

    select * from {{ ref('predictions') }}

),

labelled_outcomes as (

    select * from {{ ref('labelled_outcomes') }}

),

-- A month of daily lists is judged as one, those still waiting for outcomes apart.
answered as (

    select
        predictions.task_id,
        predictions.offer_id,
        {{ month_end('predictions.cutoff_date') }} as cutoff_month,
        labelled_outcomes.label_status,
        predictions.entity_id,
        predictions.probability,
        labelled_outcomes.outcome,
        {{ row_hash(['predictions.entity_id', 'predictions.cutoff_date']) }}
            as tie_breaker

    from predictions

    inner join labelled_outcomes
        on
            predictions.task_id = labelled_outcomes.task_id
            and predictions.entity_id = labelled_outcomes.entity_id
            and predictions.offer_id = labelled_outcomes.offer_id
            and predictions.cutoff_date = labelled_outcomes.cutoff_date

),

placed as (

    select
        *,
        row_number() over (
            partition by {{ list }}
            order by probability desc, tie_breaker, entity_id
        ) as list_rank,
        count(*) over (partition by {{ list }}) as list_count

    from answered

),

parts as (

    select
        *,
        'all' as list_part

    from placed

    union all

    select
        *,
        'top_10_percent' as list_part

    from placed

    where list_rank <= {{ rows_in_share('list_count', '0.1') }}

),

-- Equal probabilities share the mean of their places; twice it is a whole number.
ranked as (

    select
        *,
        rank() over (partition by {{ part }} order by probability)
        + count(*) over (partition by {{ part }}) + 1
        - rank() over (partition by {{ part }} order by probability desc) as twice_rank

    from parts

),

-- Outcomes of one entity may go together: its deviations are added, not their squares.
by_entity as (

    select
        {{ part }},
        count(*) as row_count,
        {{ exact_sum('probability') }} as expected_count,
        {{ exact_sum('sqrt(probability * (1 - probability))') }} as deviation,
        sum(outcome) as positive_count,
        sum(outcome * twice_rank) as twice_rank_sum,
        sum(case when probability >= 0.5 then outcome else 1 - outcome end) as hits,
        {{ exact_sum('(probability - outcome) * (probability - outcome)') }} as brier

    from ranked

    group by {{ part }}, entity_id

),

summed as (

    select
        {{ part }},
        sum(row_count) as row_count,
        {{ exact_sum('expected_count') }} / sum(row_count) as expected_share,
        {{ normal_95 }} * sqrt({{ exact_sum('deviation * deviation') }})
        / sum(row_count) as half_width_share,
        {{ share_of('sum(positive_count)', 'sum(row_count)') }} as positive_share,
        {{ share_of(
            'sum(twice_rank_sum) - sum(positive_count) * (sum(positive_count) + 1)',
            '2 * sum(positive_count) * (sum(row_count) - sum(positive_count))'
        ) }} as roc_auc,
        {{ share_of('sum(hits)', 'sum(row_count)') }} as accuracy_share,
        {{ exact_sum('brier') }} / sum(row_count) as brier_error

    from by_entity

    group by {{ part }}

)

select
    task_id,
    offer_id,
    cutoff_month,
    label_status,
    list_part,
    cast(row_count as bigint) as row_count,
    expected_share,
    greatest(expected_share - half_width_share, 0) as low_expected_share,
    least(expected_share + half_width_share, 1) as high_expected_share,
    positive_share,
    positive_share - expected_share as difference_error,
    abs(positive_share - expected_share) <= half_width_share as is_as_expected,
    roc_auc,
    accuracy_share,
    brier_error

from summed

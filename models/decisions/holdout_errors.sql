-- How far the probabilities of the holdout are off, as a whole and then in parts.
{#- As in python/foresale/calibration_errors.py; both ends of 95% of a normal. #}
{%- set normal_95, list = '1.959963985', 'task_id, list_id' %}

with

holdout_scores as (

    select * from {{ ref('holdout_scores') }}

    where scorer_id = 'champion'

),

by_entity as (

    select
        task_id,
        list_id,
        entity_id,
        count(*) as row_count,
        count(distinct offer_id) as question_count,
        {{ exact_sum('score - outcome') }} as error_sum,
        {{ exact_sum('(score - outcome) * (score - outcome)') }} as brier_sum,
        {{ exact_sum(
            '-' ~ natural_log(
                'greatest(case when outcome = 1 then score else 1 - score end,'
                ~ ' cast(0.000001 as double))'
            )
        ) }} as log_loss_sum

    from holdout_scores

    group by {{ list }}, entity_id

),

summed as (

    select
        task_id,
        list_id,
        sum(row_count) as row_count,
        sum(question_count) as question_count,
        count(*) as entity_count,
        {{ exact_sum('error_sum') }} / sum(row_count) as level_error,
        {{ exact_sum('brier_sum') }} / sum(row_count) as brier_error,
        {{ exact_sum('log_loss_sum') }} / sum(row_count) as log_loss_error,
        {{ exact_sum('error_sum * error_sum') }} as square_sum,
        {{ exact_sum('error_sum * row_count') }} as product_sum,
        sum(row_count * row_count) as row_count_square_sum

    from by_entity

    group by task_id, list_id

),

-- What is asked of one entity again and again is not as much as of that many.
levels as (

    select
        *,
        greatest(
            square_sum - 2 * level_error * product_sum
            + level_error * level_error * row_count_square_sum, 0
        ) as deviation_sum

    from summed

),

binned as (

    select
        {{ list }},
        score,
        -- Who has the same score has the same rate, whoever stands first.
        {{ share_of(
            'sum(outcome) over (partition by ' ~ list ~ ', score)',
            'count(*) over (partition by ' ~ list ~ ', score)'
        ) }} as positive_share,
        ntile(20) over (partition by {{ list }} order by list_rank desc) as bin

    from holdout_scores

),

bins as (

    select
        {{ list }},
        bin,
        count(*) as row_count,
        {{ exact_sum('score - positive_share') }} as error_sum,
        {{ exact_sum('score * (1 - score)') }} as variance_sum

    from binned

    group by {{ list }}, bin

),

shapes as (

    select
        bins.task_id,
        bins.list_id,
        {{ exact_sum('abs(bins.error_sum - bins.row_count * levels.level_error)') }}
        / sum(bins.row_count) as shape_error,
        -- What chance gives a model that is right; the rows of a question end alike.
        {{ exact_sum(
            'sqrt(2 * bins.variance_sum / 3.141592653589793 * '
            ~ share_of('levels.row_count', 'levels.question_count') ~ ')'
        ) }} / sum(bins.row_count) as chance_shape_error

    from bins

    inner join levels
        on
            bins.task_id = levels.task_id
            and bins.list_id = levels.list_id

    group by bins.task_id, bins.list_id

)

select
    levels.task_id,
    levels.list_id,
    levels.brier_error,
    levels.log_loss_error,
    levels.level_error,
    -- Half a 95% interval by entity; one entity alone has none.
    {{ rounded(
        normal_95 ~ ' * sqrt('
        ~ share_of(
            'levels.entity_count * levels.deviation_sum', 'levels.entity_count - 1'
        )
        ~ ') / levels.row_count', 9
    ) }} as level_half_width_error,
    shapes.shape_error,
    shapes.chance_shape_error

from levels

inner join shapes
    on
        levels.task_id = shapes.task_id
        and levels.list_id = shapes.list_id

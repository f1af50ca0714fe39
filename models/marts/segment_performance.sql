-- Whether the top of the list serves every kind of customer, property or lead.
with

holdout_scores as (

    select * from {{ ref('holdout_scores') }}

    where scorer_id = 'champion'

),

holdout_outcomes as (

    select * from {{ ref('holdout_outcomes') }}

),

thresholds as (

    select * from {{ ref('thresholds') }}

),

told_apart as (
    {% for segment_kind in segment_kinds() %}
    select
        task_id,
        entity_id,
        offer_id,
        cutoff_date,
        '{{ segment_kind }}' as segment_kind,
        {{ segment_kind }} as segment

    from holdout_outcomes

    where {{ segment_kind }} is not null
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

placed as (

    select
        holdout_scores.*,
        told_apart.segment_kind,
        told_apart.segment,
        thresholds.k_percent,
        case
            when
                holdout_scores.list_rank <= {{ rows_in_share(
                    'holdout_scores.list_count', 'thresholds.k_percent / 100.0'
                ) }}
                then 1
            else 0
        end as is_picked

    from holdout_scores

    inner join told_apart
        on
            holdout_scores.task_id = told_apart.task_id
            and holdout_scores.entity_id = told_apart.entity_id
            and holdout_scores.offer_id = told_apart.offer_id
            and holdout_scores.cutoff_date = told_apart.cutoff_date

    cross join thresholds

)

select
    task_id,
    list_id as division,
    segment_kind,
    segment,
    k_percent,
    count(*) as row_count,
    cast(sum(outcome) as bigint) as positive_count,
    {{ exact_sum('score') }} / count(*) as p_mean,
    {{ share_of('sum(outcome)', 'count(*)') }} as fraction_positives,
    cast(sum(is_picked) as bigint) as picked_count,
    cast(sum(is_picked * outcome) as bigint) as captured_positives,
    {{ share_of('sum(is_picked * outcome)', 'sum(is_picked)') }} as precision,
    {{ share_of('sum(is_picked * outcome)', 'sum(outcome)') }} as capture,
    {{ share_of('sum(is_picked * gain_cents)', 'sum(gain_cents)') }} as rev_capture

from placed

group by
    task_id,
    list_id,
    segment_kind,
    segment,
    k_percent

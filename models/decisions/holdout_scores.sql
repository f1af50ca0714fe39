-- The holdout as a list, in the order of the model and of each rule of thumb.
{%- set list = 'partition by listed.task_id, listed.list_id, listed.scorer_id' %}

with

holdout_outcomes as (

    select * from {{ ref('holdout_outcomes') }}

),

scores as (
    {% for scorer, score in [
        ('champion', 'probability'),
        ('recency', 'recency_score'),
        ('frequency', 'frequency_score'),
        ('bg_nbd', 'bg_nbd_score'),
        ('rules', 'heuristic_probability'),
    ] %}
    select
        task_id,
        entity_id,
        offer_id,
        cutoff_date,
        '{{ scorer }}' as scorer_id,
        {{ score }} as score,
        outcome,
        greatest(realised_gross_profit_cents, 0) as gain_cents,
        rep_id

    from holdout_outcomes

    where {{ score }} is not null
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

-- A list for each offer, and one of all where there are several.
listed as (

    select
        *,
        offer_id as list_id

    from scores

    union all

    select
        *,
        'all' as list_id

    from scores

    where offer_id <> 'all'

),

-- Equal scores stand in an order that knows nothing about anybody.
placed as (

    select
        *,
        row_number() over (
            {{ list }}
            order by
                listed.score desc,
                {{ row_hash([
                    'listed.entity_id', 'listed.offer_id', 'listed.cutoff_date'
                ]) }},
                listed.entity_id,
                listed.offer_id,
                listed.cutoff_date
        ) as list_rank,
        count(*) over ({{ list }}) as list_count

    from listed

),

numbered as (

    select
        *,
        row_number() over (
            partition by task_id, list_id, scorer_id, entity_id
            order by list_rank
        ) as place_of_entity

    from placed

)

select
    task_id,
    list_id,
    scorer_id,
    entity_id,
    offer_id,
    cutoff_date,
    score,
    outcome,
    cast(gain_cents as bigint) as gain_cents,
    cast(list_rank as bigint) as list_rank,
    list_count,
    {{ draw_group('entity_id') }} as draw_group_id,
    -- An account is worked by its representative with its best offer.
    case
        when rep_id is not null and place_of_entity = 1
            then cast(
                row_number() over (
                    partition by task_id, list_id, scorer_id, rep_id, place_of_entity
                    order by list_rank
                ) as bigint
            )
    end as rep_rank

from numbered

-- What speaks for each opportunity of today, from the model or else from the rules.
with

predictions as (

    select * from {{ ref('predictions') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

    where cutoff_role = 'score'

),

driver_sentences as (

    select * from {{ ref('driver_sentences') }}

    where contribution > 0

),

rule_hits as (

    select * from {{ ref('rule_hits') }}

    where points_count > 0

),

said as (

    select
        task_id,
        entity_id,
        offer_id,
        cutoff_date,
        true as is_from_model,
        phrase,
        row_number() over (
            partition by task_id, entity_id, offer_id, cutoff_date
            order by driver_rank
        ) as phrase_rank

    from driver_sentences

    union all

    select
        task_id,
        entity_id,
        offer_id,
        cutoff_date,
        false as is_from_model,
        reason as phrase,
        row_number() over (
            partition by task_id, entity_id, offer_id, cutoff_date
            order by points_count desc, rule_id
        ) as phrase_rank

    from rule_hits

),

asked as (

    select
        predictions.task_id,
        predictions.entity_id,
        predictions.offer_id,
        predictions.cutoff_date,
        predictions.rung

    from predictions

    inner join cutoff_calendar
        on
            predictions.task_id = cutoff_calendar.task_id
            and predictions.cutoff_date = cutoff_calendar.cutoff_date

    group by
        predictions.task_id,
        predictions.entity_id,
        predictions.offer_id,
        predictions.cutoff_date,
        predictions.rung

),

phrases as (

    select
        {%- for rank in [1, 2, 3] %}
        max(case when said.phrase_rank = {{ rank }} then said.phrase end)
            as phrase_{{ rank }},
        {%- endfor %}
        asked.task_id,
        asked.entity_id,
        asked.offer_id,
        asked.cutoff_date

    from asked

    left join said
        on
            asked.task_id = said.task_id
            and asked.entity_id = said.entity_id
            and asked.offer_id = said.offer_id
            and asked.cutoff_date = said.cutoff_date
            and said.is_from_model = ({{ a_model_spoke('asked.rung') }})

    group by
        asked.task_id,
        asked.entity_id,
        asked.offer_id,
        asked.cutoff_date

)

select
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    coalesce(
        phrase_1 || coalesce('; ' || phrase_2, '') || coalesce('; ' || phrase_3, ''),
        'nothing in particular'
    ) as reasons

from phrases

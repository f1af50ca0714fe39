-- What speaks for a pair today and what against it, in one line and in sentences.
with

reason_clauses as (

    select * from {{ ref('reason_clauses') }}

),

driver_sentences as (

    select * from {{ ref('driver_sentences') }}

),

clauses as (

    select
        task_id,
        entity_id,
        offer_id,
        cutoff_date,
        {%- for signal in ['probability', 'affinity', 'similarity', 'expected_value'] %}
        max(case when signal = '{{ signal }}' then phrase end) as {{ signal }}_phrase,
        {%- endfor %}
        count(*) as clause_count

    from reason_clauses

    group by
        task_id,
        entity_id,
        offer_id,
        cutoff_date

),

numbered_drivers as (

    select
        *,
        contribution > 0 as is_for,
        row_number() over (
            partition by task_id, entity_id, offer_id, contribution > 0
            order by driver_rank
        ) as side_rank

    from driver_sentences

),

sides as (

    select
        task_id,
        entity_id,
        offer_id,
        {%- for side, condition in [('for', 'is_for'), ('against', 'not is_for')] %}
        {%- for rank in [1, 2, 3] %}
        max(case when {{ condition }} and side_rank = {{ rank }} then phrase end)
            as {{ side }}_phrase_{{ rank }},
        {%- endfor %}
        {%- endfor %}
        count(*) as driver_count

    from numbered_drivers

    group by
        task_id,
        entity_id,
        offer_id

)

select
    clauses.task_id,
    clauses.entity_id,
    clauses.offer_id,
    clauses.cutoff_date,
    clauses.probability_phrase
    {%- for signal in ['affinity', 'similarity', 'expected_value'] %}
    || coalesce('; ' || clauses.{{ signal }}_phrase, '')
    {%- endfor %} as nba_reason,
    'Speaks for it: ' || sides.for_phrase_1
    || coalesce('; ' || sides.for_phrase_2, '')
    || coalesce('; ' || sides.for_phrase_3, '') || '.' as speaks_for,
    'Speaks against it: ' || sides.against_phrase_1
    || coalesce('; ' || sides.against_phrase_2, '')
    || coalesce('; ' || sides.against_phrase_3, '') || '.' as speaks_against

from clauses

left join sides
    on
        clauses.task_id = sides.task_id
        and clauses.entity_id = sides.entity_id
        and clauses.offer_id = sides.offer_id

-- Fails for each row of the list whose reason is not what its explained clauses say.
with

whitespace as (

    select * from {{ ref('whitespace') }}

),

clauses as (

    select * from {{ ref('whitespace_explanations') }}

    where part = 'clause'

),

explained as (

    select
        task_id,
        customer_id,
        division,
        {%- for place in [1, 2, 3, 4] %}
        max(case when part_order = {{ place }} then phrase end) as phrase_{{ place }},
        {%- endfor %}
        count(case when value is null or strength is null then 1 end)
            as numberless_count

    from clauses

    group by
        task_id,
        customer_id,
        division

)

select
    whitespace.customer_id,
    whitespace.division,
    whitespace.nba_reason

from whitespace

left join explained
    on
        whitespace.task_id = explained.task_id
        and whitespace.customer_id = explained.customer_id
        and whitespace.division = explained.division

where
    explained.phrase_1 is null
    or explained.numberless_count > 0
    or whitespace.nba_reason
    <> explained.phrase_1
    || coalesce('; ' || explained.phrase_2, '')
    || coalesce('; ' || explained.phrase_3, '')
    || coalesce('; ' || explained.phrase_4, '')

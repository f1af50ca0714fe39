-- Fails for each task without a label though somebody is asked about on its days.
with

tasks as (

    select * from {{ ref('tasks') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

asked as (
    {% for entity in entities() %}
    select
        '{{ entity }}' as entity,
        cutoff_date

    from {{ ref('spine_' ~ entity) }}

    group by cutoff_date
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

labelled as (

    select task_id

    from {{ ref('labelled_outcomes') }}

    group by task_id

)

select
    tasks.task_id,
    'labels_' || tasks.entity || ' has no rows of it: add its step there' as what_to_do

from tasks

inner join cutoff_calendar
    on tasks.task_id = cutoff_calendar.task_id

inner join asked
    on
        tasks.entity = asked.entity
        and cutoff_calendar.cutoff_date = asked.cutoff_date

left join labelled
    on tasks.task_id = labelled.task_id

where labelled.task_id is null

group by tasks.task_id, tasks.entity

-- Fails for each lead that every account would see.
with

lead_scores as (

    select * from {{ ref('lead_scores') }}

),

tasks as (

    select * from {{ ref('tasks') }}

)

select
    lead_scores.task_id,
    lead_scores.entity_id

from lead_scores

inner join tasks
    on lead_scores.task_id = tasks.task_id

where
    tasks.entity in ('car_lead', 'contractor_lead')
    and lead_scores.account_id = 'all'

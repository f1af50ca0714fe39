-- Fails for each task about leads without settings, or without an age to learn from.
with

tasks as (

    select * from {{ ref('tasks') }}

    where entity in ('car_lead', 'contractor_lead')

),

lead_settings as (

    select * from {{ ref('lead_settings') }}

),

lead_ages as (

    select * from {{ ref('lead_ages') }}

)

select
    tasks.task_id,
    count(lead_settings.task_id) as settings_count,
    count(lead_ages.task_id) as age_count,
    'add its rows to seeds/lead_settings.csv and seeds/lead_ages.csv' as what_to_do

from tasks

left join lead_settings
    on tasks.task_id = lead_settings.task_id

left join lead_ages
    on tasks.task_id = lead_ages.task_id

group by tasks.task_id

having count(lead_settings.task_id) = 0 or count(lead_ages.task_id) = 0

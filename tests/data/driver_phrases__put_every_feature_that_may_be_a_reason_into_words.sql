-- Fails for each active feature of a task of the priority lists that has no phrase.
with

feature_list as (

    select * from {{ ref('feature_list') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

priority_policies as (

    select * from {{ ref('priority_policies') }}

),

driver_phrases as (

    select * from {{ ref('driver_phrases') }}

)

select
    feature_list.entity,
    feature_list.feature_name,
    'add a phrase for this feature to seeds/driver_phrases.csv' as what_to_do

from priority_policies

inner join tasks
    on priority_policies.task_id = tasks.task_id

inner join feature_list
    on
        tasks.entity = feature_list.entity
        and feature_list.is_active

left join driver_phrases
    on feature_list.feature_name = driver_phrases.feature_name

where driver_phrases.feature_name is null

group by
    feature_list.entity,
    feature_list.feature_name

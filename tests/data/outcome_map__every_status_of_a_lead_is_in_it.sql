-- Fails for each status of a CRM the seed does not name: nobody can say what it means.
with

statuses as (

    select * from {{ ref('fct_car_lead_status') }}

)

select
    source_system,
    lower(status) as status,
    count(*) as record_count,
    'add this status of this source_system to seeds/outcome_map.csv' as what_to_do

from statuses

where outcome is null

group by
    source_system,
    lower(status)

-- Every pair of a list that was handed out and can be read, once.
with

parsed as (

    select * from {{ ref('parsed_activation__surfaced') }}

)

select
    task_id,
    customer_id,
    offer_id,
    surfaced_date,
    policy_id,
    list_rank,
    known_at

from parsed

where row_status = 'loaded'

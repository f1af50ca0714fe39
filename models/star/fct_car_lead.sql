-- Every lead of a dealership, as it came in.
with

leads as (

    select * from {{ ref('stg_dealer_crm__leads') }}

),

-- What later records change is a state of dim_car_lead.
ranked as (

    select
        *,
        row_number() over (
            partition by source_system, external_id
            order by known_at
        ) as record_number

    from leads

)

select
    source_system || ':' || external_id as lead_id,
    source_system,
    external_id,
    received_at,
    known_at

from ranked

where record_number = 1

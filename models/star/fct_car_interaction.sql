-- Every contact between a lead and its dealership, as it was first recorded.
with

interactions as (

    select * from {{ ref('stg_dealer_crm__interactions') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by interaction_id
            order by known_at
        ) as record_number

    from interactions

)

select
    interaction_id,
    source_system || ':' || external_id as lead_id,
    happened_at,
    direction,
    channel,
    known_at

from ranked

where record_number = 1

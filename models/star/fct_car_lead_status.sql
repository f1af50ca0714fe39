-- What became of each lead, step by step, and from when until when each was known.
with

leads as (

    select * from {{ ref('stg_dealer_crm__leads') }}

),

outcome_map as (

    select * from {{ ref('outcome_map') }}

),

compared as (

    select
        *,
        lag(status) over (
            partition by source_system, external_id
            order by known_at
        ) as earlier_status

    from leads

),

-- A record that repeats the status is no news about the lead.
changes as (

    select *

    from compared

    where earlier_status is null or lower(earlier_status) <> lower(status)

)

select
    changes.source_system || ':' || changes.external_id as lead_id,
    changes.source_system,
    changes.status,
    outcome_map.outcome,
    outcome_map.is_worked,
    changes.known_at as valid_from_at,
    lead(changes.known_at) over (
        partition by changes.source_system, changes.external_id
        order by changes.known_at
    ) as valid_to_at

from changes

left join outcome_map
    on
        changes.source_system = lower(outcome_map.source_system)
        and lower(changes.status) = lower(outcome_map.status)

-- Every lead as the sales team took it up, and once more when it was won. No date is read, so
-- that the landing step and the staging room judge the dates of the file and name the line.
with

contacted as (
    select
        mql_id as external_id,
        -- The word of the tool that wrote the file for an empty cell.
        if(origin = 'NaN', '', origin) as channel,
        landing_page_id as campaign,
        'contacted' as status,
        first_contact_date as received_at,
        first_contact_date as recorded_at
    from qualified_leads
),

won as (
    select
        contacted.* replace ('won' as status, closed_deals.won_date as recorded_at)
    from contacted
    inner join closed_deals on contacted.external_id = closed_deals.mql_id
),

-- A lead that was won before its first contact was never open.
states as (
    select contacted.*
    from contacted
    left join won on contacted.external_id = won.external_id
    where
        coalesce(
            try_cast(won.recorded_at as timestamp)
            >= try_cast(contacted.recorded_at as timestamp),
            true
        )

    union all

    select * from won
)

select
    'olist' as source_system,
    external_id,
    '' as dealership_id,
    '' as rep_id,
    '' as person_id,
    '' as vehicle_id,
    channel,
    campaign,
    status,
    received_at,
    recorded_at
from states
order by received_at, external_id, status

-- Every sign of interest of an owner that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_property__engagements') }}

)

select
    engagement_id,
    parcel_id,
    engaged_date,
    channel,
    known_at

from parsed

where row_status = 'loaded'

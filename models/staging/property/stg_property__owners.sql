-- Every owner record that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_property__owners') }}

)

select
    owner_id,
    owner_name,
    owner_kind,
    mailing_region,
    known_at

from parsed

where row_status = 'loaded'

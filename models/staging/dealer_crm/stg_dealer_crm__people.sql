-- Every record of a person that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_dealer_crm__people') }}

)

select
    person_id,
    region,
    has_phone,
    known_at

from parsed

where row_status = 'loaded'

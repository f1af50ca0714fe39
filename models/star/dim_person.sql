-- What was on file about each person who asks about cars, and from when until when.
with

people as (

    select * from {{ ref('stg_dealer_crm__people') }}

)

select
    person_id,
    region,
    has_phone,
    known_at as valid_from_at,
    lead(known_at) over (
        partition by person_id
        order by known_at
    ) as valid_to_at

from people

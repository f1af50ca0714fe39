-- Every change of ownership that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_property__transfers') }}

)

select
    transfer_id,
    parcel_id,
    owner_id,
    sold_date,
    price_cents,
    known_at

from parsed

where row_status = 'loaded'

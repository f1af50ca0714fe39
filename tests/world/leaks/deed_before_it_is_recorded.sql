-- Counts the sales of a property by the day of the sale, recorded or not.
with

spine as (

    select * from {{ ref('spine_property') }}

),

fct_transfer as (

    select * from {{ ref('fct_transfer') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    count(fct_transfer.transfer_id) as planted

from spine

left join fct_transfer
    on
        spine.entity_id = fct_transfer.parcel_id
        and fct_transfer.sold_date <= spine.cutoff_date

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

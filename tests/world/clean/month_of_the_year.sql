-- Tells the season of the day.
with

spine as (

    select * from {{ ref('spine_customer') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    extract(month from spine.cutoff_date) as planted

from spine

-- Counts the assets that will end within a year, as if it had been agreed.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

assets as (

    select * from {{ ref('stg_erp__assets') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    count(assets.ended_date) as planted

from spine

left join assets
    on
        spine.entity_id = assets.customer_id
        and assets.known_at < {{ day_after('spine.cutoff_date') }}
        and assets.ended_date > spine.cutoff_date
        and assets.ended_date <= {{ days_after('spine.cutoff_date', 365) }}

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

-- Knows that an asset ended before anybody recorded it.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

assets as (

    select * from {{ ref('stg_erp__assets') }}

),

ended as (

    select
        asset_id,
        customer_id,
        max(ended_date) as ended_date

    from assets

    group by
        asset_id,
        customer_id

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    count(ended.ended_date) as planted

from spine

left join ended
    on
        spine.entity_id = ended.customer_id
        and ended.ended_date <= spine.cutoff_date

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

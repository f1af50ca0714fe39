-- When, how often and for how much the property was sold.
with

spine as (

    select * from {{ ref('spine_property') }}

),

transfers as (

    select * from {{ ref('transfers_property') }}

),

parcels as (

    select * from {{ ref('parcels_property') }}

),

comparables as (

    select * from {{ ref('comparables_property') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    {{ days_between('transfers.last_sold_date', 'spine.cutoff_date') }}
        as last_transfer_age_days,
    {{ days_between('transfers.previous_sold_date', 'transfers.last_sold_date') }}
        as previous_holding_days,
    coalesce(transfers.transfer_count_730d, 0) as transfer_count_730d,
    coalesce(transfers.transfer_count_1825d, 0) as transfer_count_1825d,
    coalesce(transfers.is_bulk_bought, false) as is_bulk_bought,
    transfers.last_price_cents,
    {{ share_of('transfers.last_price_cents', 'transfers.previous_price_cents') }}
        as last_price_change_factor,
    {{ share_of('transfers.last_price_cents', 'parcels.living_area_sqft') }}
        as last_sqft_price_cents,
    comparables.last_price_factor as last_price_comparable_factor

from spine

inner join parcels
    on
        spine.entity_id = parcels.entity_id
        and spine.cutoff_date = parcels.cutoff_date

left join transfers
    on
        spine.entity_id = transfers.entity_id
        and spine.cutoff_date = transfers.cutoff_date

left join comparables
    on
        spine.entity_id = comparables.entity_id
        and spine.cutoff_date = comparables.cutoff_date

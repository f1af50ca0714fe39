-- How much was sold, listed and in distress in the region of the property.
with

spine as (

    select * from {{ ref('spine_property') }}

),

parcels as (

    select * from {{ ref('parcels_property') }}

),

regions as (

    select * from {{ ref('regions_property') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    {%- for event in ['sale', 'listing', 'distress'] %}
    {{ share_of('regions.' ~ event ~ '_count_365d', 'regions.parcel_count') }}
        as region_{{ event }}_rate_365d,
    {%- endfor %}
    regions.sqft_price_cents_730d as region_sqft_price_cents_730d

from spine

inner join parcels
    on
        spine.entity_id = parcels.entity_id
        and spine.cutoff_date = parcels.cutoff_date

left join regions
    on
        parcels.region = regions.region
        and parcels.cutoff_date = regions.cutoff_date

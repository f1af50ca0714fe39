-- What stands on a parcel, as the assessor stated it at each of its sales.
with

sold as (
    select
        pinx as parcel_id,
        {
            'region': 'area ' || area,
            'property_type': use_type,
            'address': '',
            'built_year': year(sale_date) - age,
            'living_area_sqft': tot_sf,
            'lot_area_sqft': lot_sf,
            'bedroom_count': beds,
            'bathroom_count': baths,
            'quality_grade': bldg_grade
        } as stated,
        strftime(sale_date, '%Y-%m-%d 00:00:00') as recorded_at
    from seattle_sales
    -- Of two sales on one day the one with the higher number says it.
    qualify row_number() over (
        partition by pinx, sale_date order by length(sale_id) desc, sale_id desc
    ) = 1
),

-- A sale that states nothing new is no new row.
news as (
    select *
    from sold
    qualify stated is distinct from lag(stated) over (
        partition by parcel_id order by recorded_at
    )
)

select
    parcel_id,
    unnest(stated),
    recorded_at
from news
order by recorded_at, parcel_id

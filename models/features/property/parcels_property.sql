-- What was on file about every property on the cutoff days, those not sampled too.
with

spine as (

    select * from {{ ref('spine_property') }}

),

dim_parcel as (

    select * from {{ ref('dim_parcel') }}

),

cutoffs as (

    select
        offer_id,
        cutoff_date

    from spine

    group by
        offer_id,
        cutoff_date

)

select
    dim_parcel.parcel_id as entity_id,
    cutoffs.offer_id,
    cutoffs.cutoff_date,
    dim_parcel.region,
    dim_parcel.property_type,
    dim_parcel.built_year,
    dim_parcel.living_area_sqft,
    dim_parcel.lot_area_sqft,
    dim_parcel.bedroom_count,
    dim_parcel.bathroom_count,
    dim_parcel.quality_grade

from cutoffs

inner join dim_parcel
    on {{ is_state_at('dim_parcel', 'cutoffs.cutoff_date') }}

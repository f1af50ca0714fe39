-- What stands on the parcel, who owns it and what was built there.
with

spine as (

    select * from {{ ref('spine_property') }}

),

parcels as (

    select * from {{ ref('parcels_property') }}

),

transfers as (

    select * from {{ ref('transfers_property') }}

),

dim_owner as (

    select * from {{ ref('dim_owner') }}

),

fct_parcel_permit as (

    select * from {{ ref('fct_parcel_permit') }}

),

permits as (

    select
        spine.entity_id,
        spine.cutoff_date,
        count(*) as permit_count_1825d,
        cast(sum(fct_parcel_permit.permit_value_cents) as bigint)
            as permit_value_cents_1825d

    from spine

    inner join fct_parcel_permit
        on
            spine.entity_id = fct_parcel_permit.parcel_id
            and {{ known_at('fct_parcel_permit.known_at', 'spine.cutoff_date') }}
            and {{ within_last_days(
                'fct_parcel_permit.issued_date', 'spine.cutoff_date', 1825
            ) }}

    group by
        spine.entity_id,
        spine.cutoff_date

),

owners as (

    select
        transfers.entity_id,
        transfers.cutoff_date,
        dim_owner.owner_kind,
        dim_owner.mailing_region

    from transfers

    inner join dim_owner
        on
            transfers.owner_id = dim_owner.owner_id
            and {{ is_state_at('dim_owner', 'transfers.cutoff_date') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    parcels.region,
    parcels.property_type,
    cast(extract(year from spine.cutoff_date) as bigint) - parcels.built_year
        as building_age_years,
    parcels.living_area_sqft,
    parcels.lot_area_sqft,
    parcels.bedroom_count,
    parcels.bathroom_count,
    parcels.quality_grade,
    owners.owner_kind,
    owners.mailing_region <> parcels.region as is_absentee_owner,
    coalesce(permits.permit_count_1825d, 0) as permit_count_1825d,
    coalesce(permits.permit_value_cents_1825d, 0) as permit_value_cents_1825d

from spine

inner join parcels
    on
        spine.entity_id = parcels.entity_id
        and spine.cutoff_date = parcels.cutoff_date

left join owners
    on
        spine.entity_id = owners.entity_id
        and spine.cutoff_date = owners.cutoff_date

left join permits
    on
        spine.entity_id = permits.entity_id
        and spine.cutoff_date = permits.cutoff_date

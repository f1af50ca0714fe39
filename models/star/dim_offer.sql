-- What can be offered: a division, a group of divisions or a set of articles.
with

dim_division as (

    select * from {{ ref('dim_division') }}

),

offers as (

    select * from {{ ref('offers') }}

)

select
    dim_division.division_id as offer_id,
    dim_division.division_name as offer_name,
    'division' as offer_kind,
    offers.parent_offer_id

from dim_division

left join offers
    on dim_division.division_id = offers.offer_id

-- Articles without a division count for the customer but are not an offer.
where dim_division.division_id <> 'unassigned'

union all

select
    offers.offer_id,
    offers.offer_name,
    offers.offer_kind,
    offers.parent_offer_id

from offers

where offers.offer_kind <> 'division'

-- Fails for each row of sku_map that names neither an offer nor a listed division, and
-- for each parent of an offer that is no group or has a parent itself.
with

sku_map as (

    select * from {{ ref('sku_map') }}

),

offers as (

    select * from {{ ref('offers') }}

),

products as (

    select * from {{ ref('stg_erp__products') }}

),

named as (

    select offer_id

    from offers

    union distinct

    select division_id as offer_id

    from products

)

select
    sku_map.sku as what,
    sku_map.offer_id as names_wrongly

from sku_map

left join named
    on sku_map.offer_id = named.offer_id

where named.offer_id is null

union all

select
    offers.offer_id as what,
    offers.parent_offer_id as names_wrongly

from offers

inner join offers as parents
    on offers.parent_offer_id = parents.offer_id

where
    parents.offer_kind <> 'group'
    or parents.parent_offer_id is not null

-- Fails for each row of sku_map that names neither set nor division, for each parent
-- that is no group or has a parent itself, and for each offer without articles.
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

    where offer_kind <> 'group'

    union distinct

    select division_id as offer_id

    from products

),

-- What an offer consists of: the articles of a set or division, the members of a group.
belongings as (

    select offer_id

    from sku_map

    union distinct

    select division_id as offer_id

    from products

    union distinct

    select parent_offer_id as offer_id

    from offers

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

union all

select
    offers.offer_id as what,
    'nothing that belongs to it' as names_wrongly

from offers

left join belongings
    on offers.offer_id = belongings.offer_id

where belongings.offer_id is null

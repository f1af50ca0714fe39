-- The product divisions, by the name people use.
with

dim_product as (

    select * from {{ ref('dim_product') }}

),

products as (

    select * from {{ ref('stg_erp__products') }}

),

offers as (

    select * from {{ ref('offers') }}

),

divisions as (

    select division_id

    from dim_product

    group by division_id

),

named as (

    select
        division_id,
        division_name,
        row_number() over (
            partition by division_id
            order by known_at, sku
        ) as name_rank

    from products

    where division_name is not null

)

select
    divisions.division_id,
    coalesce(offers.offer_name, named.division_name, divisions.division_id)
        as division_name

from divisions

left join named
    on
        divisions.division_id = named.division_id
        and named.name_rank = 1

left join offers
    on divisions.division_id = offers.offer_id

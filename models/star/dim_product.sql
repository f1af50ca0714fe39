-- Every article ever listed or sold, and the division it counts for.
with

products as (

    select * from {{ ref('stg_erp__products') }}

),

invoice_lines as (

    select * from {{ ref('stg_erp__invoice_lines') }}

),

sku_map as (

    select * from {{ ref('sku_map') }}

),

offers as (

    select * from {{ ref('offers') }}

),

-- The first record stands: a later move between divisions would rewrite the past.
-- Moving an article for good is a row in sku_map.
ranked as (

    select
        *,
        row_number() over (partition by sku order by known_at) as state_rank

    from products

),

moved as (

    select
        sku_map.sku,
        sku_map.offer_id as division_id

    from sku_map

    left join offers
        on sku_map.offer_id = offers.offer_id

    where coalesce(offers.offer_kind, 'division') = 'division'

),

sold as (

    select sku

    from invoice_lines

    group by sku

),

listed as (

    select
        sku,
        product_name,
        division_id,
        known_at as listed_at,
        false as is_inferred

    from ranked

    where state_rank = 1

    union all

    select
        sold.sku,
        cast(null as {{ dbt.type_string() }}) as product_name,
        'unassigned' as division_id,
        cast(null as timestamp) as listed_at,
        true as is_inferred

    from sold

    left join ranked
        on sold.sku = ranked.sku

    where ranked.sku is null

)

select
    listed.sku,
    listed.product_name,
    coalesce(moved.division_id, listed.division_id) as division_id,
    -- What a setting says was always known, and so is that nobody listed the article.
    case
        when moved.sku is null and not listed.is_inferred then listed.listed_at
        else cast('{{ var("earliest_date") }}' as timestamp)
    end as listed_at,
    listed.is_inferred

from listed

left join moved
    on listed.sku = moved.sku

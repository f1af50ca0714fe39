-- What part of each division's sales was recorded before its article was listed.
with

fct_transaction as (

    select * from {{ ref('fct_transaction') }}

    where not is_correction and not is_return

),

dim_product as (

    select * from {{ ref('dim_product') }}

)

select
    dim_product.division_id,
    count(*) as line_count,
    count(
        case when dim_product.listed_at > fct_transaction.known_at then 1 end
    ) as late_line_count,
    {{ share_of(
        'count(case when dim_product.listed_at > fct_transaction.known_at then 1 end)',
        'count(*)'
    ) }} as late_line_share

from fct_transaction

inner join dim_product
    on fct_transaction.sku = dim_product.sku

group by dim_product.division_id

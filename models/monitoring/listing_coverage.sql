-- What part of each division's sales was recorded before its article was listed.
with

fct_transaction as (

    select * from {{ ref('fct_transaction') }}

    where not is_correction and not is_return

),

dim_product as (

    select * from {{ ref('dim_product') }}

),

-- A cutoff is the end of a month, so within one month nothing is late.
lines as (

    select
        dim_product.division_id,
        case
            when
                {{ month_end('dim_product.listed_at') }}
                > {{ month_end('fct_transaction.known_at') }}
                then 1
        end as late_line

    from fct_transaction

    inner join dim_product
        on fct_transaction.sku = dim_product.sku

)

select
    division_id,
    count(*) as line_count,
    count(late_line) as late_line_count,
    {{ share_of('count(late_line)', 'count(*)') }} as late_line_share

from lines

group by division_id

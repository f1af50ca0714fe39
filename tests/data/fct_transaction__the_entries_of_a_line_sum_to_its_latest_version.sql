-- Fails for each invoice line whose entries do not sum to what was said about it last.
with

fct_transaction as (

    select * from {{ ref('fct_transaction') }}

),

invoice_lines as (

    select * from {{ ref('stg_erp__invoice_lines') }}

),

versions as (

    select
        *,
        row_number() over (partition by line_id order by known_at desc) as version_age

    from invoice_lines

),

sums as (

    select
        line_id,
        sum(quantity) as quantity,
        sum(revenue_cents) as revenue_cents,
        sum(gross_profit_cents) as gross_profit_cents

    from fct_transaction

    group by line_id

)

select
    versions.line_id,
    versions.revenue_cents as latest_revenue_cents,
    sums.revenue_cents as summed_revenue_cents

from versions

left join sums
    on versions.line_id = sums.line_id

where
    versions.version_age = 1
    and (
        sums.quantity is distinct from versions.quantity
        or sums.revenue_cents is distinct from versions.revenue_cents
        or sums.gross_profit_cents is distinct from versions.gross_profit_cents
    )

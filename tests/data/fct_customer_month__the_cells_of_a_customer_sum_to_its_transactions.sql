-- Fails for each customer whose cells do not sum to its sales and returns.
with

cells as (

    select
        customer_id,
        sum(revenue_cents) as revenue_cents,
        sum(gross_profit_cents) as gross_profit_cents,
        sum(line_count) as line_count,
        sum(return_line_count) as return_line_count

    from {{ ref('fct_customer_month') }}

    group by customer_id

),

transactions as (

    select
        customer_id,
        sum(revenue_cents) as revenue_cents,
        sum(gross_profit_cents) as gross_profit_cents,
        count(case when not is_correction and not is_return then 1 end) as line_count,
        count(case when not is_correction and is_return then 1 end) as return_line_count

    from {{ ref('fct_transaction') }}

    group by customer_id

)

select
    transactions.customer_id,
    transactions.revenue_cents,
    cells.revenue_cents as cell_revenue_cents

from transactions

full join cells
    on transactions.customer_id = cells.customer_id

where
    cells.revenue_cents is distinct from transactions.revenue_cents
    or cells.gross_profit_cents is distinct from transactions.gross_profit_cents
    or cells.line_count is distinct from transactions.line_count
    or cells.return_line_count is distinct from transactions.return_line_count

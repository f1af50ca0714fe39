-- Every sale and return under each offer its article belongs to, with its months.
with

fct_transaction as (

    select * from {{ ref('fct_transaction') }}

),

fct_offer_sku as (

    select * from {{ ref('fct_offer_sku') }}

)

select
    fct_transaction.transaction_id,
    fct_transaction.customer_id,
    fct_offer_sku.offer_id,
    fct_offer_sku.offer_kind,
    fct_transaction.invoice_id,
    fct_transaction.sku,
    fct_transaction.sold_date,
    fct_transaction.revenue_cents,
    fct_transaction.gross_profit_cents,
    fct_offer_sku.is_denied,
    fct_transaction.is_return,
    not fct_transaction.is_correction and not fct_transaction.is_return as is_sale,
    not fct_transaction.is_correction and fct_transaction.is_return
        as is_returned_sale,
    {{ month_end('fct_transaction.sold_date') }} as event_month,
    -- What is recorded ahead of its day becomes known on its day; what is sold ahead of
    -- its listing belongs to the offer from the listing on.
    greatest(
        {{ month_end('fct_transaction.known_at') }},
        {{ month_end('fct_transaction.sold_date') }},
        {{ month_end('fct_offer_sku.listed_at') }}
    ) as known_month

from fct_transaction

inner join fct_offer_sku
    on fct_transaction.sku = fct_offer_sku.sku

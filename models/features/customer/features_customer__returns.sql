-- How much of what the customer bought in the last year came back.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

cells as (

    select * from {{ ref('fct_customer_offer_month') }}

),

customer_cells as (

    select * from {{ ref('fct_customer_month') }}

),

customers as (

    select * from {{ ref('spine_customer__day') }}

),

offer_returns as (

    select
        spine.entity_id,
        spine.offer_id,
        spine.cutoff_date,
        sum(cells.line_count) as line_count,
        sum(cells.return_line_count) as return_line_count,
        sum(cells.return_cents) as return_cents

    from spine

    inner join cells
        on
            spine.entity_id = cells.customer_id
            and spine.offer_id = cells.offer_id
            and {{ known_at(
                'cells.known_month', 'spine.cutoff_date', 'cells.event_month', 12
            ) }}

    group by
        spine.entity_id,
        spine.offer_id,
        spine.cutoff_date

),

customer_returns as (

    select
        customers.entity_id,
        customers.cutoff_date,
        sum(cells.line_count) as line_count,
        sum(cells.return_line_count) as return_line_count,
        sum(cells.return_cents) as return_cents

    from customers

    inner join customer_cells as cells
        on
            customers.entity_id = cells.customer_id
            and {{ known_at(
                'cells.known_month', 'customers.cutoff_date', 'cells.event_month', 12
            ) }}

    group by
        customers.entity_id,
        customers.cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    cast(coalesce(offer_returns.return_line_count, 0) as bigint)
        as return_line_count_12m,
    cast(coalesce(offer_returns.return_cents, 0) as bigint) as return_cents_12m,
    {{ share_of('offer_returns.return_line_count', 'offer_returns.line_count') }}
        as return_rate_12m,
    cast(coalesce(customer_returns.return_cents, 0) as bigint)
        as customer_return_cents_12m,
    {{ share_of('customer_returns.return_line_count', 'customer_returns.line_count') }}
        as customer_return_rate_12m

from spine

left join offer_returns
    on
        spine.entity_id = offer_returns.entity_id
        and spine.offer_id = offer_returns.offer_id
        and spine.cutoff_date = offer_returns.cutoff_date

left join customer_returns
    on
        spine.entity_id = customer_returns.entity_id
        and spine.cutoff_date = customer_returns.cutoff_date

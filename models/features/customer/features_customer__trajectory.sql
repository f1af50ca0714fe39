-- Whether gross profit with the customer grew or shrank last year, and how evenly.
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

-- One sum per month of the last twelve, numbered 0 to 11; no row is zero.
offer_months as (

    select
        spine.entity_id,
        spine.offer_id,
        spine.cutoff_date,
        11 - {{ months_between('cells.event_month', 'spine.cutoff_date') }}
            as month_number,
        sum(cells.gross_profit_cents) as gross_profit_cents

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
        spine.cutoff_date,
        cells.event_month

),

customer_months as (

    select
        customers.entity_id,
        customers.cutoff_date,
        11 - {{ months_between('cells.event_month', 'customers.cutoff_date') }}
            as month_number,
        sum(cells.gross_profit_cents) as gross_profit_cents

    from customers

    inner join customer_cells as cells
        on
            customers.entity_id = cells.customer_id
            and {{ known_at(
                'cells.known_month', 'customers.cutoff_date', 'cells.event_month', 12
            ) }}

    group by
        customers.entity_id,
        customers.cutoff_date,
        cells.event_month

),

offer_trajectories as (

    select
        entity_id,
        offer_id,
        cutoff_date,
        {{ monthly_slope('month_number', 'gross_profit_cents', 12) }} as slope_cents,
        {{ monthly_deviation('gross_profit_cents', 12) }} as deviation_cents

    from offer_months

    group by
        entity_id,
        offer_id,
        cutoff_date

),

customer_trajectories as (

    select
        entity_id,
        cutoff_date,
        {{ monthly_slope('month_number', 'gross_profit_cents', 12) }} as slope_cents,
        {{ monthly_deviation('gross_profit_cents', 12) }} as deviation_cents

    from customer_months

    group by
        entity_id,
        cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    coalesce(offer_trajectories.slope_cents, 0) as gross_profit_slope_cents_12m,
    coalesce(offer_trajectories.deviation_cents, 0) as gross_profit_deviation_cents_12m,
    coalesce(customer_trajectories.slope_cents, 0)
        as customer_gross_profit_slope_cents_12m,
    coalesce(customer_trajectories.deviation_cents, 0)
        as customer_gross_profit_deviation_cents_12m

from spine

left join offer_trajectories
    on
        spine.entity_id = offer_trajectories.entity_id
        and spine.offer_id = offer_trajectories.offer_id
        and spine.cutoff_date = offer_trajectories.cutoff_date

left join customer_trajectories
    on
        spine.entity_id = customer_trajectories.entity_id
        and spine.cutoff_date = customer_trajectories.cutoff_date

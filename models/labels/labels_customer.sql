-- Whether the customer bought from the offer, with a profit, after the cutoff day.
with

tasks as (

    select * from {{ ref('tasks') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

spine_customer as (

    select * from {{ ref('spine_customer') }}

),

windows as (

    select * from {{ ref('labels_customer__window') }}

),

fct_customer_offer_month as (

    select * from {{ ref('fct_customer_offer_month') }}

),

first_orders as (

    select
        customer_id,
        offer_id,
        min(known_month) as first_known_month

    from fct_customer_offer_month

    where order_count > 0

    group by
        customer_id,
        offer_id

),

first_customer_orders as (

    select
        customer_id,
        min(first_known_month) as first_known_month

    from first_orders

    group by customer_id

),

asked as (

    select
        cutoff_calendar.task_id,
        spine_customer.entity_id,
        spine_customer.offer_id,
        spine_customer.cutoff_date,
        cutoff_calendar.cutoff_role,
        cutoff_calendar.is_censored,
        cutoff_calendar.score_cutoff_date,
        windows.window_months_used,
        tasks.label_mode,
        tasks.minimum_gross_profit_cents,
        first_customer_orders.customer_id is not null as has_bought,
        first_orders.customer_id is not null as has_bought_offer

    from spine_customer

    inner join windows
        on spine_customer.offer_id = windows.offer_id

    inner join tasks
        on windows.task_id = tasks.task_id

    inner join cutoff_calendar
        on
            windows.task_id = cutoff_calendar.task_id
            and windows.window_months_used = cutoff_calendar.window_months
            and spine_customer.cutoff_date = cutoff_calendar.cutoff_date

    left join first_orders
        on
            spine_customer.entity_id = first_orders.customer_id
            and spine_customer.offer_id = first_orders.offer_id
            and {{ known_at(
                'first_orders.first_known_month', 'spine_customer.cutoff_date'
            ) }}

    left join first_customer_orders
        on
            spine_customer.entity_id = first_customer_orders.customer_id
            and {{ known_at(
                'first_customer_orders.first_known_month', 'spine_customer.cutoff_date'
            ) }}

),

-- What is bought after the cutoff, as far as it is known today.
realised as (

    select
        asked.task_id,
        asked.entity_id,
        asked.offer_id,
        asked.cutoff_date,
        sum(cells.eligible_gross_profit_cents) as gross_profit_cents

    from asked

    inner join fct_customer_offer_month as cells
        on
            asked.entity_id = cells.customer_id
            and asked.offer_id = cells.offer_id
            and {{ happens_within(
                'cells.event_month', 'asked.cutoff_date', 'asked.window_months_used'
            ) }}
            and {{ known_at('cells.known_month', 'asked.score_cutoff_date') }}

    group by
        asked.task_id,
        asked.entity_id,
        asked.offer_id,
        asked.cutoff_date

)

select
    asked.entity_id,
    asked.offer_id,
    asked.cutoff_date,
    asked.task_id,
    asked.cutoff_role,
    asked.window_months_used,
    case when asked.is_censored then 'censored' else 'observed' end as label_status,
    cast(
        case
            when asked.is_censored then null
            when
                coalesce(realised.gross_profit_cents, 0)
                > asked.minimum_gross_profit_cents then 1
            else 0
        end as bigint
    ) as outcome,
    cast(
        case
            when not asked.is_censored then coalesce(realised.gross_profit_cents, 0)
        end as bigint
    ) as realised_gross_profit_cents,
    not asked.has_bought as is_new_logo,
    asked.has_bought and not asked.has_bought_offer as is_expansion,
    asked.has_bought_offer as is_renewal_like

from asked

left join realised
    on
        asked.task_id = realised.task_id
        and asked.entity_id = realised.entity_id
        and asked.offer_id = realised.offer_id
        and asked.cutoff_date = realised.cutoff_date

-- In mode expansion only customers are asked about, in mode all prospects too.
where asked.label_mode = 'all' or asked.has_bought

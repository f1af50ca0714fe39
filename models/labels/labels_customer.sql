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

owned as (

    select * from {{ ref('spine_customer__owned') }}

),

customers as (

    select * from {{ ref('spine_customer__day') }}

),

asked as (

    select
        cutoff_calendar.task_id,
        spine_customer.entity_id,
        spine_customer.offer_id,
        spine_customer.cutoff_date,
        cutoff_calendar.cutoff_role,
        cutoff_calendar.is_censored,
        cutoff_calendar.window_end_date,
        cutoff_calendar.score_cutoff_date,
        windows.window_periods_used,
        tasks.label_mode,
        tasks.minimum_gross_profit_cents,
        customers.has_bought,
        owned.entity_id is not null as has_bought_offer

    from spine_customer

    inner join windows
        on spine_customer.offer_id = windows.offer_id

    inner join tasks
        on windows.task_id = tasks.task_id

    inner join cutoff_calendar
        on
            windows.task_id = cutoff_calendar.task_id
            and windows.window_periods_used = cutoff_calendar.window_periods
            and spine_customer.cutoff_date = cutoff_calendar.cutoff_date

    left join owned
        on
            spine_customer.entity_id = owned.entity_id
            and spine_customer.offer_id = owned.offer_id
            and spine_customer.cutoff_date = owned.cutoff_date

    inner join customers
        on
            spine_customer.entity_id = customers.entity_id
            and spine_customer.cutoff_date = customers.cutoff_date

),

realised as (

    select
        asked.task_id,
        asked.entity_id,
        asked.offer_id,
        asked.cutoff_date,
        sum(cells.eligible_gross_profit_cents) as gross_profit_cents,
        sum(cells.eligible_line_count) as line_count

    from asked

    inner join fct_customer_offer_month as cells
        on
            asked.entity_id = cells.customer_id
            and asked.offer_id = cells.offer_id
            and {{ happens_within(
                'cells.event_month', 'asked.cutoff_date', 'asked.window_end_date'
            ) }}
            and {{ known_at('cells.known_month', 'asked.score_cutoff_date') }}

    group by asked.task_id, asked.entity_id, asked.offer_id, asked.cutoff_date

)

select
    asked.entity_id,
    asked.offer_id,
    asked.cutoff_date,
    asked.task_id,
    asked.cutoff_role,
    asked.window_periods_used,
    asked.window_end_date,
    case when asked.is_censored then 'censored' else 'observed' end as label_status,
    case
        when asked.is_censored then cast(null as bigint)
        -- The return of what was sold at a loss brings profit, but is no purchase.
        when
            realised.line_count > 0
            and realised.gross_profit_cents > asked.minimum_gross_profit_cents
            then cast(1 as bigint)
        else cast(0 as bigint)
    end as outcome,
    case
        when not asked.is_censored
            then cast(coalesce(realised.gross_profit_cents, 0) as bigint)
    end as realised_gross_profit_cents,
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

where asked.label_mode = 'all' or asked.has_bought

-- How many months after the cutoff count for each offer: more where buyers are too few.
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

customers as (

    select * from {{ ref('spine_customer__day') }}

),

fct_customer_offer_month as (

    select * from {{ ref('fct_customer_offer_month') }}

),

asked as (

    select
        tasks.task_id,
        tasks.horizon_months,
        tasks.widened_horizon_months,
        tasks.minimum_positive_count,
        tasks.minimum_gross_profit_cents,
        cutoff_calendar.score_cutoff_date,
        spine_customer.entity_id,
        spine_customer.offer_id,
        spine_customer.cutoff_date,
        cutoff_calendar.cutoff_role

    from tasks

    inner join cutoff_calendar
        on
            tasks.task_id = cutoff_calendar.task_id
            and tasks.horizon_months = cutoff_calendar.window_months

    inner join spine_customer
        on cutoff_calendar.cutoff_date = spine_customer.cutoff_date

    inner join customers
        on
            spine_customer.entity_id = customers.entity_id
            and spine_customer.cutoff_date = customers.cutoff_date

    where
        tasks.entity = 'customer'
        and (tasks.label_mode = 'all' or customers.has_bought)

),

brought as (

    select
        asked.task_id,
        asked.offer_id,
        asked.entity_id,
        asked.cutoff_date,
        asked.horizon_months,
        asked.widened_horizon_months,
        asked.minimum_positive_count,
        asked.minimum_gross_profit_cents,
        sum(cells.eligible_gross_profit_cents) as gross_profit_cents

    from asked

    left join fct_customer_offer_month as cells
        on
            asked.cutoff_role = 'train'
            and asked.entity_id = cells.customer_id
            and asked.offer_id = cells.offer_id
            and {{ happens_within(
                'cells.event_month', 'asked.cutoff_date', 'asked.horizon_months'
            ) }}
            and {{ known_at('cells.known_month', 'asked.score_cutoff_date') }}

    group by
        asked.task_id,
        asked.offer_id,
        asked.entity_id,
        asked.cutoff_date,
        asked.horizon_months,
        asked.widened_horizon_months,
        asked.minimum_positive_count,
        asked.minimum_gross_profit_cents

),

counted as (

    select
        task_id,
        offer_id,
        horizon_months,
        widened_horizon_months,
        minimum_positive_count,
        count(case when gross_profit_cents > minimum_gross_profit_cents then 1 end)
            as positive_count

    from brought

    group by
        task_id,
        offer_id,
        horizon_months,
        widened_horizon_months,
        minimum_positive_count

)

select
    task_id,
    offer_id,
    positive_count,
    positive_count < minimum_positive_count
    and widened_horizon_months > horizon_months as is_widened,
    case
        when positive_count < minimum_positive_count
            then greatest(widened_horizon_months, horizon_months)
        else horizon_months
    end as window_months_used

from counted

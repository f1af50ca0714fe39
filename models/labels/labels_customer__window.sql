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

widened as (

    select
        task_id,
        window_periods

    from cutoff_calendar

    where cutoff_role = 'train'

    group by task_id, window_periods

),

asked as (

    select
        tasks.task_id,
        tasks.minimum_gross_profit_cents,
        cutoff_calendar.score_cutoff_date,
        cutoff_calendar.window_end_date,
        cutoff_calendar.cutoff_role in ('train', 'select') as is_counted,
        spine_customer.entity_id,
        spine_customer.offer_id,
        spine_customer.cutoff_date

    from tasks

    inner join cutoff_calendar
        on
            tasks.task_id = cutoff_calendar.task_id
            and tasks.horizon_periods = cutoff_calendar.window_periods

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
        case
            when
                sum(cells.eligible_line_count) > 0
                and sum(cells.eligible_gross_profit_cents)
                > max(asked.minimum_gross_profit_cents)
                then 1
            else 0
        end as outcome

    from asked

    left join fct_customer_offer_month as cells
        on
            asked.is_counted
            and asked.entity_id = cells.customer_id
            and asked.offer_id = cells.offer_id
            and {{ happens_within(
                'cells.event_month', 'asked.cutoff_date', 'asked.window_end_date'
            ) }}
            and {{ known_at('cells.known_month', 'asked.score_cutoff_date') }}

    group by
        asked.task_id,
        asked.offer_id,
        asked.entity_id,
        asked.cutoff_date

),

counted as (

    select
        task_id,
        offer_id,
        cast(sum(outcome) as bigint) as positive_count

    from brought

    group by task_id, offer_id

)

select
    counted.task_id,
    counted.offer_id,
    counted.positive_count,
    widened.task_id is not null as is_widened,
    case
        when widened.task_id is not null then tasks.widened_horizon_periods
        else tasks.horizon_periods
    end as window_periods_used

from counted

inner join tasks
    on counted.task_id = tasks.task_id

-- A wider window helps only where the history has room for a cutoff to learn from.
left join widened
    on
        counted.task_id = widened.task_id
        and tasks.widened_horizon_periods = widened.window_periods
        and tasks.widened_horizon_periods > tasks.horizon_periods
        and counted.positive_count < tasks.minimum_positive_count

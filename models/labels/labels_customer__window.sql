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

    where tasks.entity = 'customer'

),

won as (

    select
        asked.task_id,
        asked.offer_id,
        asked.entity_id,
        asked.cutoff_date

    from asked

    inner join fct_customer_offer_month as cells
        on
            asked.entity_id = cells.customer_id
            and asked.offer_id = cells.offer_id
            and {{ happens_within(
                'cells.event_month', 'asked.cutoff_date', 'asked.horizon_months'
            ) }}
            and {{ known_at('cells.known_month', 'asked.score_cutoff_date') }}

    where asked.cutoff_role = 'train'

    group by
        asked.task_id,
        asked.offer_id,
        asked.entity_id,
        asked.cutoff_date,
        asked.minimum_gross_profit_cents

    having
        sum(cells.eligible_gross_profit_cents) > asked.minimum_gross_profit_cents

),

positives as (

    select
        task_id,
        offer_id,
        count(*) as positive_count

    from won

    group by
        task_id,
        offer_id

),

offers as (

    select
        task_id,
        offer_id,
        horizon_months,
        widened_horizon_months,
        minimum_positive_count

    from asked

    group by
        task_id,
        offer_id,
        horizon_months,
        widened_horizon_months,
        minimum_positive_count

)

select
    offers.task_id,
    offers.offer_id,
    cast(coalesce(positives.positive_count, 0) as bigint) as positive_count,
    coalesce(positives.positive_count, 0) < offers.minimum_positive_count
    and offers.widened_horizon_months > offers.horizon_months as is_widened,
    cast(
        case
            when
                coalesce(positives.positive_count, 0) < offers.minimum_positive_count
                and offers.widened_horizon_months > offers.horizon_months
                then offers.widened_horizon_months
            else offers.horizon_months
        end as bigint
    ) as window_months_used

from offers

left join positives
    on
        offers.task_id = positives.task_id
        and offers.offer_id = positives.offer_id

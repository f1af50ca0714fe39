-- Which customers are asked about on which day.
with

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

dim_customer as (

    select * from {{ ref('dim_customer') }}

),

dim_offer as (

    select * from {{ ref('dim_offer') }}

),

fct_customer_month as (

    select * from {{ ref('fct_customer_month') }}

),

customer_tasks as (

    select
        max(case when label_mode = 'all' then 1 else 0 end) = 1 as is_everybody_asked,
        max(training_row_limit) as training_row_limit

    from tasks

    where entity = 'customer'

),

cutoffs as (

    select
        cutoff_calendar.cutoff_date,
        max(case when cutoff_calendar.cutoff_role = 'score' then 1 else 0 end) = 1
            as is_score_cutoff,
        max(case when cutoff_calendar.cutoff_role = 'replay' then 0 else 1 end) = 0
            as is_replay_only

    from cutoff_calendar

    inner join tasks
        on cutoff_calendar.task_id = tasks.task_id

    where tasks.entity = 'customer'

    group by cutoff_calendar.cutoff_date

),

first_orders as (

    select
        customer_id,
        min(known_month) as first_known_month

    from fct_customer_month

    where order_count > 0

    group by customer_id

),

last_cutoff as (

    select max(cutoff_date) as cutoff_date

    from cutoffs

),

-- A random but repeatable order of the customers, for the bounded training frame.
customers as (

    select
        dim_customer.customer_id,
        min(dim_customer.valid_from_at) as first_known_at,
        row_number() over (
            order by md5(dim_customer.customer_id), dim_customer.customer_id
        ) as draw

    from dim_customer

    inner join last_cutoff
        on {{ known_at('dim_customer.valid_from_at', 'last_cutoff.cutoff_date') }}

    group by dim_customer.customer_id

),

-- Days of earlier models alone do not thin out those of today's.
history_size as (

    select count(*) as row_count

    from cutoffs

    cross join dim_offer

    where not cutoffs.is_score_cutoff and not cutoffs.is_replay_only

)

select
    customers.customer_id as entity_id,
    cutoffs.cutoff_date,
    first_orders.customer_id is not null as has_bought

from cutoffs

cross join customer_tasks

cross join history_size

inner join customers
    on {{ known_at('customers.first_known_at', 'cutoffs.cutoff_date') }}

left join first_orders
    on
        customers.customer_id = first_orders.customer_id
        and {{ known_at('first_orders.first_known_month', 'cutoffs.cutoff_date') }}

where
    -- In mode expansion only customers are asked about, in mode all prospects too.
    (customer_tasks.is_everybody_asked or first_orders.customer_id is not null)
    and (
        cutoffs.is_score_cutoff
        or customers.draw * history_size.row_count <= customer_tasks.training_row_limit
    )

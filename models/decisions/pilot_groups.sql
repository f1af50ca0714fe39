-- Which customers a pilot works and which it keeps aside to compare with.
with

pilots as (

    select * from {{ ref('pilots') }}

),

dim_customer as (

    select * from {{ ref('dim_customer') }}

),

customers as (

    select
        customer_id,
        min(valid_from_at) as first_known_at

    from dim_customer

    group by customer_id

),

-- Drawn by hash: the group of a customer is the same every night.
drawn as (

    select
        pilots.*,
        customers.customer_id,
        {{ row_hash(['pilots.pilot_id', 'customers.customer_id']) }} as draw

    from pilots

    -- Who comes during the pilot belongs to neither group.
    inner join customers
        on pilots.starts_date > customers.first_known_at

)

select
    task_id,
    pilot_id,
    customer_id,
    starts_date,
    ends_date,
    mod({{ hash_number('draw') }}, 1000) < control_share * 1000 as is_control

from drawn

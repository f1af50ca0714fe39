-- What is on file about each customer today.
with

dim_customer as (

    select * from {{ ref('dim_customer') }}

),

dim_rep as (

    select * from {{ ref('dim_rep') }}

)

select
    dim_customer.customer_id,
    dim_customer.customer_name,
    dim_customer.rep_id,
    dim_rep.rep_name,
    dim_customer.region,
    dim_customer.is_do_not_contact

from dim_customer

left join dim_rep
    on dim_customer.rep_id = dim_rep.rep_id

where {{ is_state_of_today('dim_customer.valid_from_at', 'dim_customer.valid_to_at') }}

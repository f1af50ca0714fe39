-- What is on file about each customer today.
with

dim_customer as (

    select * from {{ ref('dim_customer') }}

    where {{ is_state_of_today('valid_from_at', 'valid_to_at') }}

),

dim_rep as (

    select * from {{ ref('dim_rep') }}

)

select
    dim_customer.customer_id,
    dim_customer.customer_name,
    dim_customer.rep_id,
    dim_rep.rep_name,
    dim_customer.region

from dim_customer

left join dim_rep
    on dim_customer.rep_id = dim_rep.rep_id

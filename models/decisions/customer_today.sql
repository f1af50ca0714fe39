-- What is on file about each customer on the as-of day.
with

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

dim_customer as (

    select * from {{ ref('dim_customer') }}

),

dim_rep as (

    select * from {{ ref('dim_rep') }}

),

as_of as (

    select max(as_of_date) as as_of_date

    from cutoff_calendar

)

select
    dim_customer.customer_id,
    dim_customer.customer_name,
    dim_customer.rep_id,
    dim_rep.rep_name,
    dim_customer.region,
    dim_customer.is_do_not_contact

from dim_customer

cross join as_of

left join dim_rep
    on dim_customer.rep_id = dim_rep.rep_id

where
    {{ known_at('dim_customer.valid_from_at', 'as_of.as_of_date') }}
    and (
        dim_customer.valid_to_at is null
        or not ({{ known_at('dim_customer.valid_to_at', 'as_of.as_of_date') }})
    )

-- What was on file about each customer, and from when until when we knew it.
with

customers as (

    select * from {{ ref('stg_erp__customers') }}

),

invoice_lines as (

    select * from {{ ref('stg_erp__invoice_lines') }}

),

-- A customer who is invoiced before being on file is known by the invoice alone.
first_invoiced as (

    select
        customer_id,
        min(known_at) as known_at

    from invoice_lines

    group by customer_id

),

first_recorded as (

    select
        customer_id,
        min(known_at) as known_at

    from customers

    group by customer_id

),

inferred as (

    select
        first_invoiced.customer_id,
        first_invoiced.known_at

    from first_invoiced

    left join first_recorded
        on first_invoiced.customer_id = first_recorded.customer_id

    where
        first_recorded.known_at is null
        or first_invoiced.known_at < first_recorded.known_at

),

states as (

    select
        customer_id,
        customer_name,
        industry,
        size_band,
        region,
        rep_id,
        is_do_not_contact,
        false as is_inferred,
        known_at

    from customers

    union all

    select
        customer_id,
        cast(null as {{ dbt.type_string() }}) as customer_name,
        cast(null as {{ dbt.type_string() }}) as industry,
        cast(null as {{ dbt.type_string() }}) as size_band,
        cast(null as {{ dbt.type_string() }}) as region,
        cast(null as {{ dbt.type_string() }}) as rep_id,
        cast(null as boolean) as is_do_not_contact,
        true as is_inferred,
        known_at

    from inferred

)

select
    customer_id,
    customer_name,
    industry,
    size_band,
    region,
    rep_id,
    is_do_not_contact,
    is_inferred,
    known_at as valid_from_at,
    lead(known_at) over (
        partition by customer_id
        order by known_at
    ) as valid_to_at

from states

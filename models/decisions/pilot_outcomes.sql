-- What each customer of a pilot brought while it ran, as far as it is known.
with

pilot_groups as (

    select * from {{ ref('pilot_groups') }}

),

fct_transaction as (

    select * from {{ ref('fct_transaction') }}

),

brought as (

    select
        pilot_groups.pilot_id,
        pilot_groups.customer_id,
        sum(fct_transaction.gross_profit_cents) as gross_profit_cents,
        count(
            case
                when not fct_transaction.is_return and not fct_transaction.is_correction
                    then 1
            end
        ) as sale_line_count

    from pilot_groups

    inner join fct_transaction
        on
            pilot_groups.customer_id = fct_transaction.customer_id
            and fct_transaction.sold_date
            between pilot_groups.starts_date and pilot_groups.ends_date
            and {{ known_today('fct_transaction.known_at') }}

    group by
        pilot_groups.pilot_id,
        pilot_groups.customer_id

)

select
    pilot_groups.task_id,
    pilot_groups.pilot_id,
    pilot_groups.customer_id,
    pilot_groups.is_control,
    coalesce(brought.sale_line_count, 0) > 0 as has_bought,
    cast(coalesce(brought.gross_profit_cents, 0) as bigint) as gross_profit_cents

from pilot_groups

left join brought
    on
        pilot_groups.pilot_id = brought.pilot_id
        and pilot_groups.customer_id = brought.customer_id

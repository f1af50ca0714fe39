-- Every sale and return; a corrected line is taken back and entered anew when known.
with

invoice_lines as (

    select * from {{ ref('stg_erp__invoice_lines') }}

),

versions as (

    select
        *,
        row_number() over (partition by line_id order by known_at) as version_number,
        lead(known_at) over (partition by line_id order by known_at) as replaced_at

    from invoice_lines

),

entries as (

    select
        line_id,
        version_number,
        false as is_reversal,
        invoice_id,
        customer_id,
        sku,
        sold_date,
        quantity,
        revenue_cents,
        gross_profit_cents,
        known_at

    from versions

    union all

    select
        line_id,
        version_number,
        true as is_reversal,
        invoice_id,
        customer_id,
        sku,
        sold_date,
        -quantity as quantity,
        -revenue_cents as revenue_cents,
        -gross_profit_cents as gross_profit_cents,
        replaced_at as known_at

    from versions

    where replaced_at is not null

)

select
    line_id || '/' || cast(version_number as {{ dbt.type_string() }})
    || case when is_reversal then 'r' else '' end as transaction_id,
    line_id,
    invoice_id,
    customer_id,
    sku,
    sold_date,
    cast(quantity as bigint) as quantity,
    cast(revenue_cents as bigint) as revenue_cents,
    cast(gross_profit_cents as bigint) as gross_profit_cents,
    -- Only the first entry of a line is an event of its own; the rest corrects amounts.
    version_number > 1 or is_reversal as is_correction,
    -- A credit without pieces is a return of money.
    case when is_reversal then -1 else 1 end * quantity < 0
    or (
        quantity = 0
        and case when is_reversal then -1 else 1 end * revenue_cents < 0
    ) as is_return,
    known_at

from entries

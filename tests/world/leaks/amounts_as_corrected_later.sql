-- Sums the latest version of each line.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

invoice_lines as (

    select * from {{ ref('stg_erp__invoice_lines') }}

),

latest as (

    select
        customer_id,
        revenue_cents,
        min(known_at) over (partition by line_id) as first_known_at,
        row_number() over (partition by line_id order by known_at desc) as version_rank

    from invoice_lines

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    sum(latest.revenue_cents) as planted

from spine

left join latest
    on
        spine.entity_id = latest.customer_id
        and latest.version_rank = 1
        and {{ known_at('latest.first_known_at', 'spine.cutoff_date') }}

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

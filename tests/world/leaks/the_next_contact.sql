-- Counts the days to the next call, which follows a lead.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

fct_contact as (

    select * from {{ ref('fct_contact') }}

),

gaps as (

    select
        customer_id,
        known_at,
        {{ days_between(
            'contacted_at',
            'lead(contacted_at) over (partition by customer_id order by contacted_at, contact_id)'
        ) }} as gap_days

    from fct_contact

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    max(gaps.gap_days) as planted

from spine

left join gaps
    on
        spine.entity_id = gaps.customer_id
        and {{ known_at('gaps.known_at', 'spine.cutoff_date') }}

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

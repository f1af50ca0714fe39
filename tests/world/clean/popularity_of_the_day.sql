-- Counts who is known to have bought the offer within two years.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

cells as (

    select * from {{ ref('fct_customer_offer_month') }}

),

buyers as (

    select
        cutoffs.offer_id,
        cutoffs.cutoff_date,
        count(distinct cells.customer_id) as buyer_count

    from (select distinct offer_id, cutoff_date from spine) as cutoffs

    inner join cells
        on
            cutoffs.offer_id = cells.offer_id
            and {{ known_at('cells.known_month', 'cutoffs.cutoff_date', 'cells.event_month', 24) }}

    where cells.order_count > 0

    group by
        cutoffs.offer_id,
        cutoffs.cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    buyers.buyer_count as planted

from spine

left join buyers
    on
        spine.offer_id = buyers.offer_id
        and spine.cutoff_date = buyers.cutoff_date

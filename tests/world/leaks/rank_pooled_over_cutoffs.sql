-- Ranks the customer among the rows of all cutoffs, later ones included.
select
    entity_id,
    offer_id,
    cutoff_date,
    percent_rank() over (order by customer_order_count_12m) as planted

from {{ ref('features_customer__total_rfm') }}

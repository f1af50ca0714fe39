-- Ranks the customer among those asked about on the same day.
select
    entity_id,
    offer_id,
    cutoff_date,
    percent_rank() over (
        partition by
            offer_id,
            cutoff_date
        order by customer_order_count_12m
    ) as planted

from {{ ref('features_customer__total_rfm') }}

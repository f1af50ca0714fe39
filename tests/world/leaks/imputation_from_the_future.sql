-- Fills an unknown age with the mean of all rows, later ones included.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

rfm as (

    select * from {{ ref('features_customer__total_rfm') }}

),

means as (

    select avg(customer_last_order_age_days_24m) as age_days

    from rfm

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    coalesce(nullif(rfm.customer_last_order_age_days_24m, 0), means.age_days) as planted

from spine

inner join rfm
    on
        spine.entity_id = rfm.entity_id
        and spine.offer_id = rfm.offer_id
        and spine.cutoff_date = rfm.cutoff_date

cross join means

-- Fails for each label without features, or where the two disagree about the past.
with

labels_customer as (

    select * from {{ ref('labels_customer') }}

),

features_customer as (

    select * from {{ ref('features_customer') }}

)

select
    labels_customer.entity_id,
    labels_customer.offer_id,
    labels_customer.cutoff_date,
    labels_customer.task_id

from labels_customer

left join features_customer
    on
        labels_customer.entity_id = features_customer.entity_id
        and labels_customer.offer_id = features_customer.offer_id
        and labels_customer.cutoff_date = features_customer.cutoff_date

where
    features_customer.entity_id is null
    -- What was bought in 24 months was bought before.
    or (
        not labels_customer.is_renewal_like
        and features_customer.last_order_age_days_24m is not null
    )
    or (
        labels_customer.is_new_logo
        and features_customer.customer_last_order_age_days_24m is not null
    )
    or features_customer.last_order_age_days_24m < 0
    or features_customer.customer_last_order_age_days_24m < 0

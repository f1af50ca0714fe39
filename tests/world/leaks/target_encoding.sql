-- Gives each region the share of buyers it had in all windows.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

labels as (

    select * from {{ ref('labels_customer') }}

),

dim_customer as (

    select * from {{ ref('dim_customer') }}

),

regions as (

    select
        dim_customer.region,
        avg(labels.outcome) as buyer_share

    from labels

    inner join dim_customer
        on
            labels.entity_id = dim_customer.customer_id
            and {{ is_state_at('dim_customer', 'labels.cutoff_date') }}

    group by dim_customer.region

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    regions.buyer_share as planted

from spine

left join dim_customer
    on
        spine.entity_id = dim_customer.customer_id
        and {{ is_state_at('dim_customer', 'spine.cutoff_date') }}

left join regions
    on dim_customer.region = regions.region

-- Fails for each customer and cutoff whose divisions have more assets than there are.
with

assets_customer as (

    select * from {{ ref('assets_customer') }}

),

dim_offer as (

    select * from {{ ref('dim_offer') }}

)

select
    assets_customer.entity_id,
    assets_customer.cutoff_date

from assets_customer

left join dim_offer
    on assets_customer.offer_id = dim_offer.offer_id

where
    assets_customer.offer_id = 'all'
    or dim_offer.offer_kind = 'division'

group by
    assets_customer.entity_id,
    assets_customer.cutoff_date

having
    sum(
        case when assets_customer.offer_id = 'all' then -1 else 1 end
        * assets_customer.active_count
    ) > 0

-- How much oftener the same customer buys two offers than chance would have it.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

rfm as (

    select * from {{ ref('features_customer__rfm') }}

),

dim_offer as (

    select * from {{ ref('dim_offer') }}

),

shrinkage as (

    select max(shrinkage_count) as shrinkage_count

    from {{ ref('tasks') }}

    where entity = 'customer'

),

bought as (

    select
        rfm.entity_id,
        rfm.offer_id,
        rfm.cutoff_date,
        dim_offer.offer_kind

    from rfm

    inner join dim_offer
        on rfm.offer_id = dim_offer.offer_id

    where rfm.order_count_12m > 0

),

buyers as (

    select
        offer_id,
        cutoff_date,
        offer_kind,
        count(*) as buyer_count

    from bought

    group by
        offer_id,
        cutoff_date,
        offer_kind

),

customers as (

    select
        cutoff_date,
        count(distinct entity_id) as customer_count

    from spine

    group by cutoff_date

),

joint_buyers as (

    select
        bought.cutoff_date,
        bought.offer_id as bought_offer_id,
        target.offer_id,
        count(*) as pair_count

    from bought

    inner join bought as target
        on
            bought.entity_id = target.entity_id
            and bought.cutoff_date = target.cutoff_date

    group by
        bought.cutoff_date,
        bought.offer_id,
        target.offer_id

)

select
    buyers.cutoff_date,
    buyers.offer_id as bought_offer_id,
    targets.offer_id,
    (coalesce(joint_buyers.pair_count, 0) + shrinkage.shrinkage_count)
    / (
        {{ share_of(
            'buyers.buyer_count * targets.buyer_count', 'customers.customer_count'
        ) }} + shrinkage.shrinkage_count
    ) as pair_lift

from buyers

inner join buyers as targets
    on
        buyers.cutoff_date = targets.cutoff_date
        and buyers.offer_id <> targets.offer_id
        and buyers.offer_kind = 'division'

inner join customers
    on buyers.cutoff_date = customers.cutoff_date

left join joint_buyers
    on
        buyers.cutoff_date = joint_buyers.cutoff_date
        and buyers.offer_id = joint_buyers.bought_offer_id
        and targets.offer_id = joint_buyers.offer_id

cross join shrinkage

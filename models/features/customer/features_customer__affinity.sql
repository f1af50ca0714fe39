-- How much oftener buyers of what the customer buys also buy the offer, in 12 months.
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
        dim_offer.offer_kind,
        count(*) over (partition by rfm.cutoff_date, rfm.offer_id) as buyer_count

    from rfm

    inner join dim_offer
        on rfm.offer_id = dim_offer.offer_id

    where rfm.order_count_12m > 0

),

customer_counts as (

    select
        cutoff_date,
        count(distinct entity_id) as customer_count

    from spine

    group by cutoff_date

),

pairs as (

    select
        bought.cutoff_date,
        bought.offer_id as bought_offer_id,
        target.offer_id,
        count(*) as pair_count,
        max(bought.buyer_count) as buyer_count,
        max(target.buyer_count) as target_buyer_count

    from bought

    inner join bought as target
        on
            bought.entity_id = target.entity_id
            and bought.cutoff_date = target.cutoff_date
            and bought.offer_id <> target.offer_id

    -- Sets and groups overlap with their divisions: only divisions tell something new.
    where bought.offer_kind = 'division'

    group by
        bought.cutoff_date,
        bought.offer_id,
        target.offer_id

),

-- Observed pairs against the pairs of independent purchases, few pulled towards 1.
pair_lifts as (

    select
        pairs.cutoff_date,
        pairs.bought_offer_id,
        pairs.offer_id,
        (pairs.pair_count + shrinkage.shrinkage_count)
        / (
            {{ share_of(
                'pairs.buyer_count * pairs.target_buyer_count',
                'customer_counts.customer_count'
            ) }} + shrinkage.shrinkage_count
        ) as pair_lift

    from pairs

    inner join customer_counts
        on pairs.cutoff_date = customer_counts.cutoff_date

    cross join shrinkage

),

affinities as (

    select
        bought.entity_id,
        pair_lifts.offer_id,
        bought.cutoff_date,
        max(pair_lifts.pair_lift) as max_lift,
        {{ exact_sum('pair_lifts.pair_lift') }} / count(*) as mean_lift

    from bought

    inner join pair_lifts
        on
            bought.cutoff_date = pair_lifts.cutoff_date
            and bought.offer_id = pair_lifts.bought_offer_id

    group by
        bought.entity_id,
        pair_lifts.offer_id,
        bought.cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    coalesce(affinities.max_lift, 1) as affinity_max_lift_12m,
    coalesce(affinities.mean_lift, 1) as affinity_mean_lift_12m

from spine

left join affinities
    on
        spine.entity_id = affinities.entity_id
        and spine.offer_id = affinities.offer_id
        and spine.cutoff_date = affinities.cutoff_date

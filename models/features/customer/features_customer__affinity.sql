-- How much oftener buyers of what the customer buys also buy the offer, in 12 months.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

bought_skus as (

    select * from {{ ref('bought_skus_customer') }}

),

lifts as (

    select * from {{ ref('lifts_customer') }}

),

affinities as (

    select
        bought_skus.entity_id,
        lifts.offer_id,
        bought_skus.cutoff_date,
        max(lifts.pair_lift) as max_lift,
        {{ exact_sum('lifts.pair_lift') }} / count(*) as mean_lift

    from bought_skus

    inner join lifts
        on
            bought_skus.cutoff_date = lifts.cutoff_date
            and bought_skus.sku = lifts.bought_sku

    group by
        bought_skus.entity_id,
        lifts.offer_id,
        bought_skus.cutoff_date

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

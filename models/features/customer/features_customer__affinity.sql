-- How much oftener buyers of what the customer buys also buy the offer, in 12 months.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

bought as (

    select * from {{ ref('features_customer__rfm') }}

    where order_count_12m > 0

),

lifts as (

    select * from {{ ref('lifts_customer') }}

),

affinities as (

    select
        bought.entity_id,
        lifts.offer_id,
        bought.cutoff_date,
        max(lifts.pair_lift) as max_lift,
        {{ exact_sum('lifts.pair_lift') }} / count(*) as mean_lift

    from bought

    inner join lifts
        on
            bought.cutoff_date = lifts.cutoff_date
            and bought.offer_id = lifts.bought_offer_id

    group by
        bought.entity_id,
        lifts.offer_id,
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

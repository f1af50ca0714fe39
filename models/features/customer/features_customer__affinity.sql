-- How much oftener owners of what the customer owns also own the offer.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

cells as (

    select * from {{ ref('fct_customer_offer_month') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

customers as (

    select * from {{ ref('spine_customer__day') }}

),

owned as (

    select
        customers.entity_id,
        customers.cutoff_date,
        cells.offer_id,
        cells.offer_kind

    from customers

    inner join cells
        on
            customers.entity_id = cells.customer_id
            and {{ known_at('cells.known_month', 'customers.cutoff_date') }}

    where cells.order_count > 0

    group by
        customers.entity_id,
        customers.cutoff_date,
        cells.offer_id,
        cells.offer_kind

),

customer_counts as (

    select
        cutoff_date,
        count(*) as customer_count

    from customers

    group by cutoff_date

),

owner_counts as (

    select
        cutoff_date,
        offer_id,
        count(*) as owner_count

    from owned

    group by
        cutoff_date,
        offer_id

),

pairs as (

    select
        bought.cutoff_date,
        bought.offer_id as owned_offer_id,
        target.offer_id,
        count(*) as pair_count

    from owned as bought

    inner join owned as target
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

prior as (

    select max(shrinkage_count) as shrinkage_count

    from tasks

    where entity = 'customer'

),

-- Observed pairs against the pairs expected of independent purchases, shrunk.
pair_lifts as (

    select
        pairs.cutoff_date,
        pairs.owned_offer_id,
        pairs.offer_id,
        (
            cast(pairs.pair_count as double)
            + prior.shrinkage_count
        ) / (
            cast(owners.owner_count as double)
            * cast(targets.owner_count as double)
            / cast(customer_counts.customer_count as double)
            + prior.shrinkage_count
        ) as pair_lift

    from pairs

    inner join owner_counts as owners
        on
            pairs.cutoff_date = owners.cutoff_date
            and pairs.owned_offer_id = owners.offer_id

    inner join owner_counts as targets
        on
            pairs.cutoff_date = targets.cutoff_date
            and pairs.offer_id = targets.offer_id

    inner join customer_counts
        on pairs.cutoff_date = customer_counts.cutoff_date

    cross join prior

),

affinities as (

    select
        owned.entity_id,
        pair_lifts.offer_id,
        owned.cutoff_date,
        max(pair_lifts.pair_lift) as lift_max,
        {{ exact_sum('pair_lifts.pair_lift') }} / count(*) as lift_mean

    from owned

    inner join pair_lifts
        on
            owned.cutoff_date = pair_lifts.cutoff_date
            and owned.offer_id = pair_lifts.owned_offer_id

    group by
        owned.entity_id,
        pair_lifts.offer_id,
        owned.cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    coalesce(affinities.lift_max, 1) as affinity_max_lift,
    coalesce(affinities.lift_mean, 1) as affinity_mean_lift

from spine

left join affinities
    on
        spine.entity_id = affinities.entity_id
        and spine.offer_id = affinities.offer_id
        and spine.cutoff_date = affinities.cutoff_date

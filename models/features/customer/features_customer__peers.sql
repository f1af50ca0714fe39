-- What part of the customers of the same industry and size own the offer.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

profiles as (

    select * from {{ ref('features_customer__profile') }}

),

lifecycles as (

    select * from {{ ref('features_customer__lifecycle') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

prior as (

    select max(shrinkage_count) as shrinkage_count

    from tasks

    where entity = 'customer'

),

owners as (

    select
        profiles.entity_id,
        profiles.offer_id,
        profiles.cutoff_date,
        coalesce(profiles.industry, '') as industry,
        coalesce(profiles.size_band, '') as size_band,
        case when lifecycles.has_bought then 1 else 0 end as is_owner

    from profiles

    inner join lifecycles
        on
            profiles.entity_id = lifecycles.entity_id
            and profiles.offer_id = lifecycles.offer_id
            and profiles.cutoff_date = lifecycles.cutoff_date

),

everybody as (

    select
        offer_id,
        cutoff_date,
        sum(is_owner) as owner_count,
        count(*) as customer_count

    from owners

    group by
        offer_id,
        cutoff_date

),

peers as (

    select
        offer_id,
        cutoff_date,
        industry,
        size_band,
        sum(is_owner) as owner_count,
        count(*) as customer_count

    from owners

    group by
        offer_id,
        cutoff_date,
        industry,
        size_band

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    -- The customer itself is left out; few peers are pulled towards all customers.
    (
        cast(peers.owner_count - owners.is_owner as double)
        + prior.shrinkage_count
        * {{ share_of('everybody.owner_count', 'everybody.customer_count') }}
    ) / (peers.customer_count - 1 + prior.shrinkage_count) as peer_owner_share

from spine

inner join owners
    on
        spine.entity_id = owners.entity_id
        and spine.offer_id = owners.offer_id
        and spine.cutoff_date = owners.cutoff_date

inner join everybody
    on
        spine.offer_id = everybody.offer_id
        and spine.cutoff_date = everybody.cutoff_date

inner join peers
    on
        owners.offer_id = peers.offer_id
        and owners.cutoff_date = peers.cutoff_date
        and owners.industry = peers.industry
        and owners.size_band = peers.size_band

cross join prior

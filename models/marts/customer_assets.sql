-- What each customer has of each division, what of it runs out and how it is covered.
with

installed_base as (

    select * from {{ ref('installed_base') }}

),

customer_today as (

    select * from {{ ref('customer_today') }}

),

dim_offer as (

    select * from {{ ref('dim_offer') }}

)

select
    installed_base.entity_id as customer_id,
    customer_today.customer_name,
    installed_base.offer_id as rollup,
    dim_offer.offer_name as rollup_name,
    installed_base.cutoff_date,
    installed_base.asset_active_count as assets_active,
    installed_base.asset_expiring_count_30d as assets_expiring_30d,
    installed_base.asset_expiring_count_60d as assets_expiring_60d,
    installed_base.asset_expiring_count_90d as assets_expiring_90d,
    installed_base.asset_expiring_share_30d as assets_expiring_30d_share,
    installed_base.asset_expiring_share_60d as assets_expiring_60d_share,
    installed_base.asset_expiring_share_90d as assets_expiring_90d_share,
    installed_base.asset_on_subscription_count as assets_on_subs,
    installed_base.asset_off_subscription_count as assets_off_subs,
    installed_base.asset_subscription_share as assets_subs_share,
    installed_base.asset_on_subscription_share as assets_on_subs_share,
    installed_base.asset_off_subscription_share as assets_off_subs_share,
    installed_base.asset_mean_age_days as assets_mean_age_days,
    installed_base.is_asset_age_imputed as is_assets_mean_age_imputed,
    customer_today.rep_id,
    customer_today.rep_name,
    customer_today.region

from installed_base

inner join customer_today
    on installed_base.entity_id = customer_today.customer_id

inner join dim_offer
    on installed_base.offer_id = dim_offer.offer_id

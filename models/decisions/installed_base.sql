-- What each customer asked about today has installed or under contract of each offer.
with

features as (

    select * from {{ ref('features_customer__assets') }}

),

assets as (

    select * from {{ ref('assets_customer') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

score_cutoffs as (

    select cutoff_date

    from cutoff_calendar

    where cutoff_role = 'score'

    group by cutoff_date

)

select
    features.entity_id,
    features.offer_id,
    features.cutoff_date,
    features.asset_active_count,
    features.asset_expiring_count_30d,
    features.asset_expiring_count_60d,
    features.asset_expiring_count_90d,
    features.asset_expiring_share_30d,
    features.asset_expiring_share_60d,
    features.asset_expiring_share_90d,
    coalesce(assets.on_subscription_count, 0) as asset_on_subscription_count,
    coalesce(assets.off_subscription_count, 0) as asset_off_subscription_count,
    features.asset_subscription_share,
    features.asset_on_subscription_share,
    features.asset_off_subscription_share,
    features.asset_mean_age_days,
    features.is_asset_age_imputed

from features

inner join score_cutoffs
    on features.cutoff_date = score_cutoffs.cutoff_date

left join assets
    on
        features.entity_id = assets.entity_id
        and features.offer_id = assets.offer_id
        and features.cutoff_date = assets.cutoff_date

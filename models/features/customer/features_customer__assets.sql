-- What is installed or under contract, how old it is and how much of it runs out soon.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

assets as (

    select * from {{ ref('assets_customer') }}

),

ages as (

    select
        offer_id,
        cutoff_date,
        cast(sum(known_age_count) as bigint) as known_age_count,
        cast(sum(known_age_days) as bigint) as known_age_days

    from assets

    group by
        offer_id,
        cutoff_date

),

-- An asset without a believable start counts as old as the mean of all customers'.
aged as (

    select
        assets.*,
        assets.on_subscription_count + assets.off_subscription_count
            as subscription_known_count,
        assets.known_age_count < assets.active_count as is_age_imputed,
        {{ share_of(
            'assets.known_age_days * ages.known_age_count'
            ~ ' + (assets.active_count - assets.known_age_count) * ages.known_age_days',
            'assets.active_count * ages.known_age_count'
        ) }} as mean_age_days

    from assets

    inner join ages
        on
            assets.offer_id = ages.offer_id
            and assets.cutoff_date = ages.cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    {%- for prefix, source in [('', 'own'), ('customer_', 'everything')] %}
    coalesce({{ source }}.active_count, 0) as {{ prefix }}asset_active_count,
    {%- for days in [30, 60, 90] %}
    coalesce({{ source }}.expiring_count_{{ days }}d, 0)
        as {{ prefix }}asset_expiring_count_{{ days }}d,
    {%- endfor %}
    {%- for days in [30, 60, 90] %}
    {{ share_of(source ~ '.expiring_count_' ~ days ~ 'd', source ~ '.active_count') }}
        as {{ prefix }}asset_expiring_share_{{ days }}d,
    {%- endfor %}
    {{ share_of(
        source ~ '.on_subscription_count', source ~ '.subscription_known_count'
    ) }} as {{ prefix }}asset_subscription_share,
    {{ source }}.mean_age_days as {{ prefix }}asset_mean_age_days,
    coalesce({{ source }}.is_age_imputed, false)
        as is_{{ prefix }}asset_age_imputed,
    {%- endfor %}
    {{ share_of(
        'coalesce(own.on_subscription_count, 0)', 'everything.on_subscription_count'
    ) }} as asset_on_subscription_share,
    {{ share_of(
        'coalesce(own.off_subscription_count, 0)', 'everything.off_subscription_count'
    ) }} as asset_off_subscription_share

from spine

left join aged as own
    on
        spine.entity_id = own.entity_id
        and spine.offer_id = own.offer_id
        and spine.cutoff_date = own.cutoff_date

left join aged as everything
    on
        spine.entity_id = everything.entity_id
        and spine.cutoff_date = everything.cutoff_date
        and everything.offer_id = 'all'

-- What each customer had installed or under contract on a day, and what of it runs out.
{%- set age_days = days_between('fct_asset.started_date', 'customers.cutoff_date') %}
{%- set is_over = known_at('fct_asset_end.ended_date', 'customers.cutoff_date') %}
{%- set has_run_out = known_at(
    'active_assets.end_date', 'active_assets.cutoff_date'
) %}

with

customers as (

    select * from {{ ref('spine_customer__day') }}

),

fct_asset as (

    select * from {{ ref('fct_asset') }}

),

fct_asset_term as (

    select * from {{ ref('fct_asset_term') }}

),

fct_asset_end as (

    select * from {{ ref('fct_asset_end') }}

),

fct_offer_sku as (

    select * from {{ ref('fct_offer_sku') }}

),

asset_settings as (

    select * from {{ ref('asset_settings') }}

),

active_assets as (

    select
        customers.entity_id,
        customers.cutoff_date,
        fct_asset.sku,
        fct_asset_term.is_subscription,
        -- A notice that is on file counts before what was agreed.
        coalesce(fct_asset_end.ended_date, fct_asset_term.expires_date) as end_date,
        case
            when {{ age_days }} <= asset_settings.maximum_age_days then {{ age_days }}
        end as age_days

    from customers

    cross join asset_settings

    inner join fct_asset
        on
            customers.entity_id = fct_asset.customer_id
            and (
                fct_asset.started_date is null
                or {{ known_at('fct_asset.started_date', 'customers.cutoff_date') }}
            )

    inner join fct_asset_term
        on
            fct_asset.asset_id = fct_asset_term.asset_id
            and {{ is_state_at('fct_asset_term', 'customers.cutoff_date') }}

    inner join fct_asset_end
        on
            fct_asset.asset_id = fct_asset_end.asset_id
            and {{ is_state_at('fct_asset_end', 'customers.cutoff_date') }}
            and not coalesce({{ is_over }}, false)

),

memberships as (

    select
        offer_id,
        sku,
        listed_at

    from fct_offer_sku

    where offer_kind <> 'total'

    union all

    -- Everything together, with or without an offer.
    select
        'all' as offer_id,
        sku,
        cast('{{ var("earliest_date") }}' as timestamp) as listed_at

    from fct_asset

    group by sku

)

select
    active_assets.entity_id,
    memberships.offer_id,
    active_assets.cutoff_date,
    count(*) as active_count,
    {%- for days in [30, 60, 90] %}
    count(
        case
            when {{ falls_within_days(
                'active_assets.end_date', 'active_assets.cutoff_date', days
            ) }} then 1
        end
    ) as expiring_count_{{ days }}d,
    {%- endfor %}
    -- A subscription whose agreed end is over is off until a renewal is on file.
    count(
        case
            when active_assets.end_date is null or not ({{ has_run_out }})
                then nullif(active_assets.is_subscription, false)
        end
    ) as on_subscription_count,
    count(
        case
            when not active_assets.is_subscription or {{ has_run_out }}
                then active_assets.is_subscription
        end
    ) as off_subscription_count,
    count(active_assets.age_days) as known_age_count,
    cast(coalesce(sum(active_assets.age_days), 0) as bigint) as known_age_days

from active_assets

inner join memberships
    on
        active_assets.sku = memberships.sku
        and {{ known_at('memberships.listed_at', 'active_assets.cutoff_date') }}

group by
    active_assets.entity_id,
    memberships.offer_id,
    active_assets.cutoff_date

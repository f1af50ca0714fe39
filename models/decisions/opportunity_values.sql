-- What each opportunity is worth, carefully and hopefully, and in which bucket that is.
with

profit_buckets as (

    select * from {{ ref('profit_buckets') }}

),

valued as (

    select
        task_id,
        entity_id,
        offer_id,
        cutoff_date,
        'all' as account_id,
        conservative_spread_cents as conservative_value_cents,
        optimistic_spread_cents as optimistic_value_cents,
        reason

    from {{ ref('value_property') }}

    {%- for leads in ['value_car_lead', 'value_contractor_lead'] %}

    union all

    select
        task_id,
        entity_id,
        offer_id,
        cutoff_date,
        account_id,
        conservative_value_cents,
        optimistic_value_cents,
        reason

    from {{ ref(leads) }}
    {%- endfor %}

)

select
    valued.task_id,
    valued.entity_id,
    valued.offer_id,
    valued.cutoff_date,
    valued.account_id,
    valued.conservative_value_cents,
    valued.optimistic_value_cents,
    coalesce(profit_buckets.bucket, 'unknown') as bucket,
    valued.reason

from valued

left join profit_buckets
    on
        valued.task_id = profit_buckets.task_id
        and valued.conservative_value_cents
        >= coalesce(profit_buckets.lowest_usd * 100, valued.conservative_value_cents)
        and (
            profit_buckets.highest_usd is null
            or valued.conservative_value_cents < profit_buckets.highest_usd * 100
        )

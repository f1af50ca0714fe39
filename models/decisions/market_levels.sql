-- How little sales bring and how long they take at the bad end, as known on the day.
with

market_observations as (

    select * from {{ ref('market_observations') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

dim_parcel as (

    select * from {{ ref('dim_parcel') }}

),

assumptions as (

    select
        {{ assumed('resale_quantile') }} as resale_quantile,
        {{ assumed('holding_quantile') }} as holding_quantile,
        {{ assumed('lowest_market_price_usd') }} as lowest_market_price_usd

    from {{ ref('profit_assumptions') }}

),

cutoffs as (

    select cutoff_date

    from cutoff_calendar

    where task_id = 'property_sale' and cutoff_role in ('holdout', 'score')

    group by cutoff_date

),

-- A price of many parcels at once is nobody's price.
known as (

    select
        cutoffs.cutoff_date,
        market_observations.measure,
        market_observations.observation_id,
        market_observations.parcel_id,
        market_observations.measured_value,
        case market_observations.measure
            when 'resale_share' then assumptions.resale_quantile
            else assumptions.holding_quantile
        end as quantile_share

    from market_observations

    inner join cutoffs
        on {{ known_at('market_observations.known_at', 'cutoffs.cutoff_date') }}

    cross join assumptions

    where
        (
            market_observations.bulk_known_at is null
            or not (
                {{ known_at(
                    'market_observations.bulk_known_at', 'cutoffs.cutoff_date'
                ) }}
            )
        )
        and (
            market_observations.price_cents is null
            or market_observations.price_cents
            >= assumptions.lowest_market_price_usd * 100
        )

),

pooled as (

    select
        known.*,
        dim_parcel.region,
        false as is_pooled

    from known

    inner join dim_parcel
        on
            known.parcel_id = dim_parcel.parcel_id
            and {{ is_state_at('dim_parcel', 'known.cutoff_date') }}

    where dim_parcel.region is not null

    union all

    select
        known.*,
        'all' as region,
        true as is_pooled

    from known

),

ranked as (

    select
        *,
        row_number() over (
            partition by measure, region, is_pooled, cutoff_date
            order by measured_value, observation_id
        ) as value_rank,
        count(*) over (
            partition by measure, region, is_pooled, cutoff_date
        ) as value_count

    from pooled

)

select
    measure,
    region,
    is_pooled,
    cutoff_date,
    max(value_count) as observation_count,
    max(measured_value) as measured_value

from ranked

where value_rank <= {{ rows_in_share('value_count', 'quantile_share') }}

group by
    measure,
    region,
    is_pooled,
    cutoff_date

-- What each property costs, is worth and needs, as known on the day.
with

features_property as (

    select * from {{ ref('features_property') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

fct_valuation as (

    select * from {{ ref('fct_valuation') }}

),

cutoffs as (

    select
        task_id,
        cutoff_date,
        max(window_end_date) as window_end_date

    from cutoff_calendar

    where task_id = 'property_sale' and cutoff_role in ('holdout', 'score')

    group by
        task_id,
        cutoff_date

),

asked as (

    select
        cutoffs.task_id,
        features_property.*,
        cutoffs.window_end_date

    from features_property

    inner join cutoffs
        on features_property.cutoff_date = cutoffs.cutoff_date

),

valuations as (

    select
        asked.cutoff_date,
        fct_valuation.*,
        row_number() over (
            partition by asked.entity_id, asked.cutoff_date
            order by
                fct_valuation.valued_date desc,
                fct_valuation.known_at desc,
                fct_valuation.valuation_id
        ) as valuation_rank

    from asked

    inner join fct_valuation
        on
            asked.entity_id = fct_valuation.parcel_id
            and {{ known_at('fct_valuation.known_at', 'asked.cutoff_date') }}

    where fct_valuation.value_mid_cents > 0

)

select
    asked.task_id,
    asked.entity_id,
    asked.offer_id,
    asked.cutoff_date,
    asked.window_end_date,
    asked.region,
    -- A listing from before the last sale was that sale's.
    case
        when
            coalesce(asked.last_transfer_age_days, asked.last_listing_event_age_days)
            >= asked.last_listing_event_age_days
            and asked.ask_price_cents > 0
            then asked.ask_price_cents
    end as ask_price_cents,
    asked.last_distress_age_days,
    valuations.valued_date,
    valuations.value_low_cents,
    valuations.value_mid_cents,
    coalesce(valuations.rehab_mid_cents, valuations.rehab_low_cents, 0)
        as rehab_mid_cents,
    valuations.rehab_high_cents

from asked

left join valuations
    on
        asked.entity_id = valuations.parcel_id
        and asked.cutoff_date = valuations.cutoff_date
        and valuations.valuation_rank = 1

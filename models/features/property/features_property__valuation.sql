-- What the property was last valued at, how sure that was and what it gained.
with

spine as (

    select * from {{ ref('spine_property') }}

),

fct_valuation as (

    select * from {{ ref('fct_valuation') }}

),

transfers as (

    select * from {{ ref('transfers_property') }}

),

-- Of each valuation the last known statement.
known_valuations as (

    select
        spine.entity_id,
        spine.cutoff_date,
        fct_valuation.valuation_id,
        fct_valuation.known_at,
        fct_valuation.valued_date,
        fct_valuation.value_low_cents,
        fct_valuation.value_mid_cents,
        fct_valuation.value_high_cents,
        fct_valuation.rehab_mid_cents,
        row_number() over (
            partition by
                spine.entity_id, spine.cutoff_date, fct_valuation.valuation_id
            order by fct_valuation.known_at desc
        ) as statement_rank

    from spine

    inner join fct_valuation
        on
            spine.entity_id = fct_valuation.parcel_id
            and {{ known_at('fct_valuation.known_at', 'spine.cutoff_date') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by entity_id, cutoff_date
            order by valued_date desc, known_at desc, valuation_id
        ) as valuation_rank

    from known_valuations

    where statement_rank = 1

),

valuations as (

    select
        entity_id,
        cutoff_date,
        {%- for column in [
            'valued_date', 'value_low_cents', 'value_mid_cents', 'value_high_cents', 'rehab_mid_cents',
        ] %}
        max(case when valuation_rank = 1 then {{ column }} end) as {{ column }},
        {%- endfor %}
        max(case when valuation_rank = 2 then value_mid_cents end)
            as previous_value_mid_cents

    from ranked

    where valuation_rank <= 2

    group by
        entity_id,
        cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    {{ days_between('valuations.valued_date', 'spine.cutoff_date') }}
        as last_valuation_age_days,
    valuations.value_mid_cents,
    valuations.rehab_mid_cents,
    {{ share_of('valuations.value_mid_cents', 'valuations.previous_value_mid_cents') }}
        as value_change_factor,
    {{ share_of(
        'valuations.value_high_cents - valuations.value_low_cents',
        'valuations.value_mid_cents'
    ) }} as value_spread_factor,
    {{ share_of('valuations.value_mid_cents', 'transfers.last_price_cents') }}
        as value_gain_factor

from spine

left join valuations
    on
        spine.entity_id = valuations.entity_id
        and spine.cutoff_date = valuations.cutoff_date

left join transfers
    on
        spine.entity_id = transfers.entity_id
        and spine.cutoff_date = transfers.cutoff_date

-- What buying, repairing, holding and selling each property costs and brings.
with

property_prices as (

    select * from {{ ref('property_prices') }}

),

market_levels as (

    select * from {{ ref('market_levels') }}

),

assumptions as (

    select
        {%- for assumption in [
            'minimum_market_count', 'unknown_resale_share', 'unknown_market_days',
            'unlisted_discount_share', 'distressed_discount_share', 'distress_days',
            'repair_days', 'month_days',
            'rehab_contingency_share', 'carrying_share', 'carrying_usd',
            'selling_cost_share', 'closing_cost_share', 'buyer_margin_share',
        ] %}
        {{ assumed(assumption) }} as {{ assumption }},
        {%- endfor %}
        {{ assumed('minimum_buyer_margin_usd') }} as minimum_buyer_margin_usd

    from {{ ref('profit_assumptions') }}

),

-- Regions with few sales speak as all of them, and few of all as nobody.
levels as (

    select
        {%- for measure in ['resale_share', 'market_days'] %}
        coalesce(
            max(
                case
                    when
                        market_levels.measure = '{{ measure }}'
                        and not market_levels.is_pooled
                        and market_levels.observation_count
                        >= assumptions.minimum_market_count
                        then market_levels.measured_value
                end
            ),
            max(
                case
                    when
                        market_levels.measure = '{{ measure }}'
                        and market_levels.is_pooled
                        and market_levels.observation_count
                        >= assumptions.minimum_market_count
                        then market_levels.measured_value
                end
            ),
            max(assumptions.unknown_{{ measure }})
        ) as {{ measure }},
        {%- endfor %}
        property_prices.entity_id,
        property_prices.cutoff_date

    from property_prices

    cross join assumptions

    left join market_levels
        on
            property_prices.cutoff_date = market_levels.cutoff_date
            and (
                market_levels.is_pooled
                or property_prices.region = market_levels.region
            )

    group by
        property_prices.entity_id,
        property_prices.cutoff_date

),

priced as (

    select
        property_prices.*,
        assumptions.*,
        levels.resale_share,
        coalesce(
            property_prices.ask_price_cents,
            {{ whole_cents(
                'property_prices.value_mid_cents * (1 - case'
                ~ ' when property_prices.last_distress_age_days'
                ~ ' <= assumptions.distress_days'
                ~ ' then assumptions.distressed_discount_share'
                ~ ' else assumptions.unlisted_discount_share end)'
            ) }}
        ) as acquisition_price_cents,
        levels.market_days + assumptions.repair_days as holding_days,
        least(
            coalesce(property_prices.value_low_cents, property_prices.value_mid_cents),
            {{ whole_cents('property_prices.value_mid_cents * levels.resale_share') }}
        ) as resale_cents

    from property_prices

    cross join assumptions

    inner join levels
        on
            property_prices.entity_id = levels.entity_id
            and property_prices.cutoff_date = levels.cutoff_date

)

select
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    window_end_date,
    ask_price_cents is not null as is_listed,
    valued_date,
    value_mid_cents,
    resale_share,
    resale_cents,
    acquisition_price_cents,
    {{ whole_cents('rehab_high_cents * (1 + rehab_contingency_share)') }}
        as rehab_cents,
    rehab_mid_cents,
    cast(holding_days as bigint) as holding_days,
    cast(ceil({{ share_of('holding_days', 'month_days') }}) as bigint)
        as holding_months,
    {{ whole_cents(
        'acquisition_price_cents * carrying_share + carrying_usd * 100'
    ) }}
    * cast(ceil({{ share_of('holding_days', 'month_days') }}) as bigint)
        as carrying_cost_cents,
    {{ whole_cents('resale_cents * selling_cost_share') }} as selling_cost_cents,
    {{ whole_cents('value_mid_cents * selling_cost_share') }}
        as optimistic_selling_cost_cents,
    {{ whole_cents('acquisition_price_cents * closing_cost_share') }}
        as closing_cost_cents,
    greatest(
        {{ whole_cents('resale_cents * buyer_margin_share') }},
        {{ whole_cents('minimum_buyer_margin_usd * 100') }}
    ) as buyer_margin_cents

from priced

-- What is left of each property when everything goes rather badly, step by step.
{%- set steps = [
    'resale_cents', 'acquisition_price_cents', 'rehab_cents', 'carrying_cost_cents',
    'selling_cost_cents', 'closing_cost_cents', 'buyer_margin_cents',
    'conservative_spread_cents', 'optimistic_spread_cents',
] %}

with

property_costs as (

    select * from {{ ref('property_costs') }}

),

summed as (

    select
        *,
        resale_cents
        - acquisition_price_cents
        - rehab_cents
        - carrying_cost_cents
        - selling_cost_cents
        - closing_cost_cents
        - buyer_margin_cents as conservative_spread_cents,
        value_mid_cents
        - acquisition_price_cents
        - rehab_mid_cents
        - optimistic_selling_cost_cents
        - closing_cost_cents as optimistic_spread_cents,
        case
            when value_mid_cents is null then 'no valuation is on file'
            when rehab_cents is null then 'the valuation says nothing of repairs'
        end as reason

    from property_costs

)

select
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    is_listed,
    valued_date,
    value_mid_cents,
    resale_share,
    holding_days,
    {%- for step in steps %}
    {{ step }},
    {%- endfor %}
    reason,
    -- Only numbers and words of our own, so that nothing in it needs escaping.
    case
        when reason is null
            then
                '{"valued_date": "' || cast(valued_date as {{ dbt.type_string() }})
                || '", "price_basis": "'
                || case when is_listed then 'ask' else 'valuation' end
                || '", "value_mid_usd": ' || {{ json_usd('value_mid_cents') }}
                || ', "resale_share": ' || {{ number_text('resale_share', 4) }}
                || ', "holding_days": ' || cast(holding_days as {{ dbt.type_string() }})
                || ', "holding_months": '
                || cast(holding_months as {{ dbt.type_string() }})
                {%- for step in steps %}
                || ', "{{ step | replace('_cents', '_usd') }}": '
                || {{ json_usd(step) }}
                {%- endfor %}
                || '}'
    end as profit_audit_json

from summed

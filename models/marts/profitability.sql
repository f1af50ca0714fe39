-- What each property would leave us today when everything goes rather badly.
{%- set amounts = [
    'value_mid', 'resale', 'acquisition_price', 'rehab', 'carrying_cost', 'selling_cost',
    'closing_cost', 'buyer_margin', 'conservative_spread', 'optimistic_spread',
] %}

with

value_property as (

    select * from {{ ref('value_property') }}

),

opportunities as (

    select * from {{ ref('opportunities') }}

    where is_today and policy_role = 'active'

)

select
    value_property.entity_id as parcel_id,
    value_property.cutoff_date,
    value_property.is_listed,
    value_property.valued_date,
    value_property.resale_share,
    value_property.holding_days,
    {%- for amount in amounts %}
    cast(value_property.{{ amount }}_cents / 100.0 as decimal(18, 2))
        as {{ amount }}_usd,
    {%- endfor %}
    opportunities.bucket,
    opportunities.tier,
    opportunities.is_recommended,
    opportunities.reason,
    value_property.profit_audit_json

from value_property

inner join opportunities
    on
        value_property.task_id = opportunities.task_id
        and value_property.entity_id = opportunities.entity_id
        and value_property.offer_id = opportunities.offer_id
        and value_property.cutoff_date = opportunities.cutoff_date

-- How many leads of each channel, campaign and dealership became sales so far.
{%- set groups = {
    'all': "'all'",
    'channel': 'leads.channel',
    'campaign': 'leads.campaign',
    'dealership': 'leads.dealership_id',
} %}

with

spine as (

    select * from {{ ref('spine_car_lead') }}

),

lead_isolation as (

    select * from {{ ref('lead_isolation') }}

),

dim_car_lead as (

    select * from {{ ref('dim_car_lead') }}

),

settled as (

    select * from {{ ref('fct_car_lead_settled') }}

),

isolation as (

    select minimum_account_count

    from lead_isolation

    where entity = 'car_lead'

),

cells as (
    {% for group_kind, group_value in groups.items() %}
    select
        '{{ group_kind }}' as group_kind,
        {{ group_value }} as group_value,
        leads.dealership_id,
        leads.known_at,
        sum(leads.lead_count) as lead_count,
        sum(leads.won_count) as won_count

    from settled as leads

    group by {{ group_value }}, leads.dealership_id, leads.known_at
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

asked as (
    {% for group_kind, group_value in groups.items() %}
    select
        '{{ group_kind }}' as group_kind,
        {{ group_value }} as group_value,
        spine.cutoff_date

    from spine

    inner join dim_car_lead as leads
        on
            spine.entity_id = leads.lead_id
            and {{ is_state_at('leads', 'spine.cutoff_date') }}

    where {{ group_value }} is not null

    group by {{ group_value }}, spine.cutoff_date
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

dealerships as (

    select
        asked.group_kind,
        asked.group_value,
        asked.cutoff_date,
        cells.dealership_id,
        coalesce(sum(cells.lead_count), 0) as lead_count,
        coalesce(sum(cells.won_count), 0) as won_count

    from asked

    left join cells
        on
            asked.group_kind = cells.group_kind
            and asked.group_value = cells.group_value
            and {{ known_at('cells.known_at', 'asked.cutoff_date') }}

    group by
        asked.group_kind,
        asked.group_value,
        asked.cutoff_date,
        cells.dealership_id

),

totals as (

    select
        group_kind,
        group_value,
        cutoff_date,
        sum(lead_count) as lead_count,
        sum(won_count) as won_count,
        count(case when lead_count > 0 then dealership_id end) as dealership_count

    from dealerships

    group by group_kind, group_value, cutoff_date

),

-- What few dealerships sold would tell one of them about another.
shown as (

    select
        totals.*,
        totals.group_kind in ('all', 'dealership')
        or totals.dealership_count >= isolation.minimum_account_count as is_shown

    from totals

    cross join isolation

)

select
    group_kind,
    group_value,
    cutoff_date,
    cast(case when is_shown then lead_count else 0 end as bigint) as lead_count,
    cast(case when is_shown then won_count else 0 end as bigint) as won_count

from shown

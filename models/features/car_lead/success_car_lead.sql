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

lead_settings as (

    select * from {{ ref('lead_settings') }}

),

leads as (

    select * from {{ ref('fct_car_lead') }}

),

progress as (

    select * from {{ ref('fct_car_lead_progress') }}

),

settings as (

    select settled_after_days

    from lead_settings

    where task_id = 'car_lead_sold'

),

-- A lead counts once it is old enough and worked, if its CRM told of outcomes by then.
settled as (

    select
        leads.channel,
        leads.campaign,
        leads.dealership_id,
        greatest(
            {{ days_after('leads.received_at', 'settings.settled_after_days') }},
            cast(leads.known_at as date),
            cast(progress.first_worked_at as date)
        ) as settled_date,
        cast(progress.first_won_at as date) as won_date

    from leads

    inner join progress
        on leads.lead_id = progress.lead_id

    cross join settings

    where
        progress.first_worked_at is not null
        and progress.crm_first_outcome_at <= leads.received_at

),

steps as (

    select
        *,
        settled_date as known_date,
        1 as lead_count,
        0 as won_count

    from settled

    union all

    select
        *,
        greatest(settled_date, won_date) as known_date,
        0 as lead_count,
        1 as won_count

    from settled

    where won_date is not null

),

cells as (
    {% for group_kind, group_value in groups.items() %}
    select
        '{{ group_kind }}' as group_kind,
        {{ group_value }} as group_value,
        leads.known_date,
        sum(leads.lead_count) as lead_count,
        sum(leads.won_count) as won_count

    from steps as leads

    group by {{ group_value }}, leads.known_date
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

    inner join leads
        on spine.entity_id = leads.lead_id

    where {{ group_value }} is not null

    group by {{ group_value }}, spine.cutoff_date
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select
    asked.group_kind,
    asked.group_value,
    asked.cutoff_date,
    cast(coalesce(sum(cells.lead_count), 0) as bigint) as lead_count,
    cast(coalesce(sum(cells.won_count), 0) as bigint) as won_count

from asked

left join cells
    on
        asked.group_kind = cells.group_kind
        and asked.group_value = cells.group_value
        and {{ known_at('cells.known_date', 'asked.cutoff_date') }}

group by asked.group_kind, asked.group_value, asked.cutoff_date

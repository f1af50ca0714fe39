-- From which day on each lead and sale counts for whoever had it, or no longer does.
{#- A lead that moves is taken from where it was and added where it is. -#}
{%- set moves = [('came', 'valid_from_at', 1), ('left', 'valid_to_at', -1)] %}

with

lead_settings as (

    select * from {{ ref('lead_settings') }}

),

dim_car_lead as (

    select * from {{ ref('dim_car_lead') }}

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
        dim_car_lead.*,
        greatest(
            {{ days_after('progress.received_at', 'settings.settled_after_days') }},
            cast(progress.known_at as date),
            cast(progress.first_worked_at as date)
        ) as settled_date,
        cast(progress.first_won_at as date) as won_date

    from dim_car_lead

    inner join progress
        on dim_car_lead.lead_id = progress.lead_id

    cross join settings

    where
        progress.first_worked_at is not null
        and progress.crm_first_outcome_at <= progress.received_at

),

moved as (
    {% for verb, moment, step in moves %}
    select
        *,
        'lead_{{ verb }}' as change_kind,
        greatest(settled_date, cast({{ moment }} as date)) as known_date,
        {{ step }} as lead_count,
        0 as won_count

    from settled

    where {{ moment }} is not null

    union all

    select
        *,
        'win_{{ verb }}' as change_kind,
        greatest(settled_date, won_date, cast({{ moment }} as date)) as known_date,
        0 as lead_count,
        {{ step }} as won_count

    from settled

    where won_date is not null and {{ moment }} is not null
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select
    lead_id,
    valid_from_at as state_from_at,
    change_kind,
    channel,
    campaign,
    dealership_id,
    cast(known_date as timestamp) as known_at,
    cast(lead_count as bigint) as lead_count,
    cast(won_count as bigint) as won_count

from moved

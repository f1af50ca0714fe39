-- What lead and dealership had said to each other, and how soon it was answered.
{%- set heard_at = 'least(interactions.happened_at, interactions.known_at)' %}

with

spine as (

    select * from {{ ref('spine_car_lead') }}

),

leads as (

    select * from {{ ref('fct_car_lead') }}

),

statuses as (

    select * from {{ ref('fct_car_lead_status') }}

),

interactions as (

    select * from {{ ref('fct_car_interaction') }}

),

counted as (

    select
        spine.entity_id,
        spine.cutoff_date,
        {%- for direction in ['inbound', 'outbound'] %}
        {%- for kind, channels in {
            'contact': "in ('message', 'call')", 'call': "= 'call'"
        }.items() %}
        count(
            case
                when
                    interactions.direction = '{{ direction }}'
                    and interactions.channel {{ channels }}
                    then 1
            end
        ) as {{ direction }}_{{ kind }}_count,
        {%- endfor %}
        {%- endfor %}
        count(case when interactions.channel = 'visit' then 1 end) as visit_count,
        max(case when interactions.channel = 'test_drive' then {{ heard_at }} end)
            as last_test_drive_at,
        min(case when interactions.direction = 'outbound' then {{ heard_at }} end)
            as first_answer_at,
        max({{ heard_at }}) as last_interaction_at

    from spine

    inner join interactions
        on
            spine.entity_id = interactions.lead_id
            and {{ known_at('interactions.known_at', 'spine.cutoff_date') }}

    group by spine.entity_id, spine.cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    lower(statuses.status) as lead_status,
    coalesce(counted.inbound_contact_count, 0) as inbound_contact_count,
    coalesce(counted.inbound_call_count, 0) as inbound_call_count,
    coalesce(counted.outbound_contact_count, 0) as outbound_contact_count,
    coalesce(counted.outbound_call_count, 0) as outbound_call_count,
    coalesce(counted.visit_count, 0) as visit_count,
    counted.first_answer_at is not null as has_answer,
    -- An answer may be dated before its lead.
    case
        when counted.first_answer_at < leads.received_at then cast(0 as double)
        else {{ share_of(
            minutes_between('leads.received_at', 'counted.first_answer_at'), '60'
        ) }}
    end as first_answer_hours,
    {{ days_between('counted.first_answer_at', 'spine.cutoff_date') }}
        as first_answer_age_days,
    counted.last_test_drive_at is not null as has_test_drive,
    {{ days_between('counted.last_test_drive_at', 'spine.cutoff_date') }}
        as last_test_drive_age_days,
    {{ days_between('counted.last_interaction_at', 'spine.cutoff_date') }}
        as last_interaction_age_days

from spine

inner join leads
    on spine.entity_id = leads.lead_id

inner join statuses
    on
        spine.entity_id = statuses.lead_id
        and {{ is_state_at('statuses', 'spine.cutoff_date') }}

left join counted
    on
        spine.entity_id = counted.entity_id
        and spine.cutoff_date = counted.cutoff_date

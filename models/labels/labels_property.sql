-- Whether the property was listed, fell into distress or was sold after the cutoff day.
{%- set questions = [
    ('seller_listing', 'fct_listing_event', 'event_date', "event_kind = 'listed'"),
    ('property_distress', 'fct_distress_event', 'event_date', 'true'),
    ('property_sale', 'fct_transfer', 'sold_date', 'is_market_sale'),
] %}

with

tasks as (

    select * from {{ ref('tasks') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

spine_property as (

    select * from {{ ref('spine_property') }}

),

-- What each task asks about.
events as (
    {% for task_id, fact, event_date, condition in questions %}
    select
        '{{ task_id }}' as task_id,
        parcel_id,
        {{ event_date }} as event_date,
        known_at

    from {{ ref(fact) }}

    where {{ condition }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Before a register holds its first event nobody can say that nothing happened.
beginnings as (

    select
        cutoff_calendar.task_id,
        cutoff_calendar.cutoff_date,
        min(events.event_date) as first_event_date

    from cutoff_calendar

    inner join events
        on
            cutoff_calendar.task_id = events.task_id
            and {{ known_at('events.known_at', 'cutoff_calendar.score_cutoff_date') }}

    group by cutoff_calendar.task_id, cutoff_calendar.cutoff_date

),

asked as (

    select
        spine_property.*,
        cutoff_calendar.task_id,
        cutoff_calendar.cutoff_role,
        cutoff_calendar.window_periods,
        cutoff_calendar.window_end_date,
        cutoff_calendar.is_censored,
        cutoff_calendar.score_cutoff_date,
        case
            when cutoff_calendar.is_censored then 'the window is not over'
            when beginnings.first_event_date is null
                then 'no such event was ever recorded'
            when
                not ({{ known_at(
                    'beginnings.first_event_date', 'cutoff_calendar.cutoff_date'
                ) }})
                then 'no such event had been recorded yet'
        end as label_reason

    from spine_property

    inner join cutoff_calendar
        on spine_property.cutoff_date = cutoff_calendar.cutoff_date

    -- No window is widened: there is one offer, and it has enough outcomes or none.
    inner join tasks
        on
            cutoff_calendar.task_id = tasks.task_id
            and cutoff_calendar.window_periods = tasks.horizon_periods
            and tasks.entity = 'property'

    left join beginnings
        on
            cutoff_calendar.task_id = beginnings.task_id
            and cutoff_calendar.cutoff_date = beginnings.cutoff_date

),

happened as (

    select
        asked.task_id,
        asked.entity_id,
        asked.cutoff_date,
        cast(1 as bigint) as outcome

    from asked

    inner join events
        on
            asked.task_id = events.task_id
            and asked.entity_id = events.parcel_id
            and {{ happens_within(
                'events.event_date', 'asked.cutoff_date', 'asked.window_end_date'
            ) }}
            and {{ known_at('events.known_at', 'asked.score_cutoff_date') }}

    group by asked.task_id, asked.entity_id, asked.cutoff_date

)

select
    asked.entity_id,
    asked.offer_id,
    asked.cutoff_date,
    asked.task_id,
    asked.cutoff_role,
    asked.window_periods as window_periods_used,
    asked.window_end_date,
    case
        when asked.is_censored then 'censored'
        when asked.label_reason is null then 'observed'
        else 'unobserved'
    end as label_status,
    case when asked.label_reason is null then coalesce(happened.outcome, 0) end
        as outcome,
    asked.label_reason

from asked

left join happened
    on
        asked.task_id = happened.task_id
        and asked.entity_id = happened.entity_id
        and asked.cutoff_date = happened.cutoff_date

-- Whether the property was listed, fell into distress or was sold after the cutoff day.
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

fct_listing_event as (

    select * from {{ ref('fct_listing_event') }}

),

fct_distress_event as (

    select * from {{ ref('fct_distress_event') }}

),

fct_transfer as (

    select * from {{ ref('fct_transfer') }}

),

-- What each task asks about.
events as (

    select
        'seller_listing' as task_id,
        parcel_id,
        event_date,
        known_at

    from fct_listing_event

    where event_kind = 'listed'

    union all

    select
        'property_distress' as task_id,
        parcel_id,
        event_date,
        known_at

    from fct_distress_event

    union all

    select
        'property_sale' as task_id,
        parcel_id,
        sold_date as event_date,
        known_at

    from fct_transfer

),

asked as (

    select
        spine_property.entity_id,
        spine_property.offer_id,
        spine_property.cutoff_date,
        cutoff_calendar.task_id,
        cutoff_calendar.cutoff_role,
        cutoff_calendar.window_periods,
        cutoff_calendar.window_end_date,
        cutoff_calendar.is_censored,
        cutoff_calendar.score_cutoff_date

    from spine_property

    inner join cutoff_calendar
        on spine_property.cutoff_date = cutoff_calendar.cutoff_date

    -- No window is widened: there is one offer, and it has enough outcomes or none.
    inner join tasks
        on
            cutoff_calendar.task_id = tasks.task_id
            and cutoff_calendar.window_periods = tasks.horizon_periods

    where tasks.entity = 'property'

),

happened as (

    select
        asked.task_id,
        asked.entity_id,
        asked.cutoff_date

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
    case when asked.is_censored then 'censored' else 'observed' end as label_status,
    case
        when asked.is_censored then cast(null as bigint)
        when happened.entity_id is not null then cast(1 as bigint)
        else cast(0 as bigint)
    end as outcome,
    case when asked.is_censored then 'the window is not over' end as label_reason

from asked

left join happened
    on
        asked.task_id = happened.task_id
        and asked.entity_id = happened.entity_id
        and asked.cutoff_date = happened.cutoff_date

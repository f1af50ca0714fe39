-- Fails for each moment that is wrongly known, or state wrongly valid, when deciding.
with

cases (is_today, valid_from, valid_to, is_from_known, is_state) as (

    values
    (true, '1900-01-01 00:00:00', null, true, true),
    (true, '1900-01-01 00:00:00', '1900-01-02 00:00:00', true, false),
    (false, '2024-01-31 23:59:59', null, true, true),
    (false, '2024-02-01 00:00:00', null, false, false),
    (false, '2024-01-01 00:00:00', '2024-01-31 23:59:59', true, false),
    (false, '2024-01-01 00:00:00', '2024-02-01 00:00:00', true, true),
    (false, '2024-02-01 00:00:00', '2024-02-02 00:00:00', false, false)

),

decision_calendar as (

    select
        is_today,
        cast(valid_from as timestamp) as valid_from_at,
        cast(valid_to as timestamp) as valid_to_at,
        cast('2024-01-31' as date) as cutoff_date,
        is_from_known,
        is_state

    from cases

)

select *

from decision_calendar

where
    ({{ known_when_deciding('valid_from_at') }})
    <> decision_calendar.is_from_known
    or ({{ is_state_when_deciding('valid_from_at', 'valid_to_at') }})
    <> decision_calendar.is_state

-- Fails for each event month that a window of known events wrongly holds or lacks.
with

cases (event_month, known_month, cutoff, is_within) as (

    values
    ('2024-03-31', '2024-03-31', '2024-03-31', true),
    ('2024-01-31', '2024-03-31', '2024-03-31', true),
    ('2024-01-31', '2024-04-30', '2024-03-31', false),
    ('2023-12-31', '2023-12-31', '2024-03-31', false),
    ('2023-12-31', '2024-02-29', '2024-02-29', true),
    ('2023-11-30', '2023-11-30', '2024-02-29', false)

),

events as (

    select
        cast(event_month as date) as event_month,
        cast(known_month as date) as known_month,
        cast(cutoff as date) as cutoff_date,
        is_within

    from cases

)

select *

from events

where
    ({{ known_at('known_month', 'cutoff_date', 'event_month', 3) }}) <> is_within

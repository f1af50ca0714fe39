-- Fails for each day that the days before a cutoff wrongly hold or lack.
with

cases (happened, cutoff, is_within) as (

    values
    ('2024-01-31', '2024-01-31', true),
    ('2024-02-01', '2024-01-31', false),
    ('2024-01-02', '2024-01-31', true),
    ('2024-01-01', '2024-01-31', false),
    ('2024-02-01', '2024-03-01', true),
    ('2024-01-31', '2024-03-01', false),
    ('2023-12-02', '2023-12-31', true),
    ('2023-12-01', '2023-12-31', false)

),

events as (

    select
        cast(happened as date) as event_date,
        cast(cutoff as date) as cutoff_date,
        is_within

    from cases

)

select *

from events

where
    ({{ within_last_days('event_date', 'cutoff_date', 30) }}) <> is_within

-- Fails for each moment that falls on the wrong side of its cutoff day.
with

cases (moment, cutoff, is_known, is_future) as (

    values
    ('2024-01-31 23:59:59.999999', '2024-01-31', true, false),
    ('2024-02-01 00:00:00', '2024-01-31', false, true),
    ('2024-02-29 23:59:59', '2024-01-31', false, true),
    ('2024-03-01 00:00:00', '2024-01-31', false, false),
    ('2024-04-30 12:00:00', '2024-03-31', false, true),
    ('2024-05-01 00:00:00', '2024-03-31', false, false),
    ('2023-03-31 12:00:00', '2023-02-28', false, true),
    ('2023-04-01 00:00:00', '2023-02-28', false, false)

),

moments as (

    select
        cast(moment as timestamp) as moment,
        cast(cutoff as date) as cutoff_date,
        is_known,
        is_future

    from cases

)

select *

from moments

where
    ({{ known_at('moment', 'cutoff_date') }}) <> is_known
    or ({{ happens_within('moment', 'cutoff_date', month_end('cutoff_date', 1)) }})
    <> is_future

-- Fails for each agreed day on the wrong side of the days after its cutoff.
with

cases (agreed, cutoff, is_within) as (

    values
    ('2024-01-31', '2024-01-31', false),
    ('2024-02-01', '2024-01-31', true),
    ('2024-03-01', '2024-01-31', true),
    ('2024-03-02', '2024-01-31', false),
    ('2024-05-30', '2024-04-30', true),
    ('2024-05-31', '2024-04-30', false),
    ('2025-01-30', '2024-12-31', true),
    ('2025-01-31', '2024-12-31', false)

),

agreements as (

    select
        cast(agreed as date) as agreed_date,
        cast(cutoff as date) as cutoff_date,
        is_within

    from cases

)

select *

from agreements

where
    ({{ falls_within_days('agreed_date', 'cutoff_date', 30) }}) <> is_within

-- How far today lies from the days before, and from where on that is an alert.
with

measure_drift as (

    select * from {{ ref('measure_drift') }}

)

select
    task_id,
    alert_id,
    offer_id,
    subject,
    metric,
    cast(reference_date as date) as reference_date,
    cast(cutoff_date as date) as cutoff_date,
    reference_count,
    current_count,
    drift_value,
    habit_value,
    limit_value,
    coalesce(drift_value > limit_value, false) as is_drift,
    reason

from measure_drift

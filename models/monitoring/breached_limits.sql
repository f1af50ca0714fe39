-- Which figures of today are outside their limits.
with

alert_limits as (

    select * from {{ ref('alert_limits') }}

),

list_figures as (

    select * from {{ ref('list_figures') }}

),

drift as (

    select * from {{ ref('drift') }}

)

select
    list_figures.task_id,
    list_figures.alert_id,
    list_figures.subject,
    list_figures.alert_value,
    alert_limits.limit_value

from list_figures

inner join alert_limits
    on list_figures.alert_id = alert_limits.alert_id

where
    case alert_limits.limit_kind
        when 'highest' then list_figures.alert_value > alert_limits.limit_value
        when 'lowest' then list_figures.alert_value < alert_limits.limit_value
    end

union all

-- The limits of drift know how many rows there are.
select
    task_id,
    alert_id,
    case when offer_id = 'all' then subject else offer_id end as subject,
    drift_value as alert_value,
    limit_value

from drift

where is_drift

union all

-- What cannot be compared could drift unseen.
select
    drift.task_id,
    alert_limits.alert_id,
    drift.alert_id as subject,
    cast(1 as double) as alert_value,
    alert_limits.limit_value

from drift

inner join alert_limits
    on alert_limits.alert_id = 'drift_unmeasured'

where drift.drift_value is null and alert_limits.limit_value < 1

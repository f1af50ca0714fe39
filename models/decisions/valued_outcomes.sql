-- What every outcome seen by the day of decision brought, large purchases cut down.
with

decision_calendar as (

    select * from {{ ref('decision_calendar') }}

),

labels_customer as (

    select * from {{ ref('labels_customer') }}

    where label_status = 'observed'

),

features_customer as (

    select * from {{ ref('features_customer') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

outcomes as (

    select
        labels_customer.task_id,
        labels_customer.entity_id,
        labels_customer.offer_id,
        labels_customer.cutoff_date,
        decision_calendar.cutoff_date as decided_at_cutoff_date,
        labels_customer.outcome,
        labels_customer.realised_gross_profit_cents,
        row_number() over (
            partition by
                labels_customer.task_id,
                labels_customer.offer_id,
                decision_calendar.cutoff_date,
                labels_customer.outcome
            order by
                labels_customer.realised_gross_profit_cents,
                labels_customer.entity_id,
                labels_customer.cutoff_date
        ) as value_rank,
        count(*) over (
            partition by
                labels_customer.task_id,
                labels_customer.offer_id,
                decision_calendar.cutoff_date,
                labels_customer.outcome
        ) as value_count

    from labels_customer

    inner join decision_calendar
        on
            labels_customer.task_id = decision_calendar.task_id
            and {{ known_at(
                'labels_customer.window_end_date', 'decision_calendar.cutoff_date'
            ) }}

),

caps as (

    select
        outcomes.task_id,
        outcomes.offer_id,
        outcomes.decided_at_cutoff_date,
        max(outcomes.realised_gross_profit_cents) as capped_at_cents

    from outcomes

    inner join tasks
        on outcomes.task_id = tasks.task_id

    where
        outcomes.outcome = 1
        and outcomes.value_rank
        <= {{ rows_in_share('outcomes.value_count', 'tasks.value_cap_share') }}

    group by
        outcomes.task_id,
        outcomes.offer_id,
        outcomes.decided_at_cutoff_date

)

select
    outcomes.task_id,
    outcomes.entity_id,
    outcomes.offer_id,
    outcomes.cutoff_date,
    outcomes.decided_at_cutoff_date,
    coalesce(features_customer.size_band, 'unknown') as segment,
    outcomes.outcome,
    caps.capped_at_cents,
    case
        when outcomes.outcome = 1
            then least(outcomes.realised_gross_profit_cents, caps.capped_at_cents)
        else outcomes.realised_gross_profit_cents
    end as gross_profit_cents

from outcomes

inner join features_customer
    on
        outcomes.entity_id = features_customer.entity_id
        and outcomes.offer_id = features_customer.offer_id
        and outcomes.cutoff_date = features_customer.cutoff_date

-- An offer without a purchase has no value to speak of.
inner join caps
    on
        outcomes.task_id = caps.task_id
        and outcomes.offer_id = caps.offer_id
        and outcomes.decided_at_cutoff_date = caps.decided_at_cutoff_date

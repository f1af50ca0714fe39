-- Fails for each question too few of whose open parcels or leads have a score.
with

lead_scores as (

    select * from {{ ref('lead_scores') }}

),

opportunity_values as (

    select * from {{ ref('opportunity_values') }}

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

    where cutoff_role = 'score'

),

assumptions as (

    select {{ assumed('minimum_score_share') }} as minimum_score_share

    from {{ ref('profit_assumptions') }}

),

asked as (

    select
        opportunity_values.task_id,
        count(*) as asked_count,
        count(lead_scores.ml_probability) as scored_count

    from opportunity_values

    inner join cutoff_calendar
        on
            opportunity_values.task_id = cutoff_calendar.task_id
            and opportunity_values.cutoff_date = cutoff_calendar.cutoff_date

    left join lead_scores
        on
            opportunity_values.task_id = lead_scores.task_id
            and opportunity_values.entity_id = lead_scores.entity_id

    group by opportunity_values.task_id

)

select
    asked.task_id,
    asked.asked_count,
    asked.scored_count

from asked

cross join assumptions

where asked.scored_count < asked.asked_count * assumptions.minimum_score_share

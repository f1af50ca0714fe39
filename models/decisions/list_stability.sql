-- How much of what is selected today was on the list that was handed out last.
with

decision_calendar as (

    select * from {{ ref('decision_calendar') }}

    where is_today

),

capacity_selections as (

    select * from {{ ref('capacity_selections') }}

    where policy_role = 'active' and is_active_capacity

),

fct_surfacing as (

    select * from {{ ref('fct_surfacing') }}

),

-- What is handed out on the day itself is the list in the making.
last_handed_out as (

    select
        decision_calendar.task_id,
        max(fct_surfacing.surfaced_date) as surfaced_date

    from decision_calendar

    inner join fct_surfacing
        on
            decision_calendar.task_id = fct_surfacing.task_id
            and {{ days_between(
                'fct_surfacing.surfaced_date', 'decision_calendar.decided_on_date'
            ) }} > 0
            and {{ known_when_deciding('fct_surfacing.known_at') }}

    group by decision_calendar.task_id

),

handed_out as (

    select
        fct_surfacing.task_id,
        fct_surfacing.customer_id,
        fct_surfacing.offer_id,
        fct_surfacing.surfaced_date

    from fct_surfacing

    inner join last_handed_out
        on
            fct_surfacing.task_id = last_handed_out.task_id
            and fct_surfacing.surfaced_date = last_handed_out.surfaced_date

),

selected as (

    select
        capacity_selections.task_id,
        capacity_selections.entity_id,
        capacity_selections.offer_id

    from capacity_selections

    inner join last_handed_out
        on capacity_selections.task_id = last_handed_out.task_id

),

pairs as (

    select
        coalesce(selected.task_id, handed_out.task_id) as task_id,
        selected.task_id is not null as is_selected,
        handed_out.task_id is not null as is_handed_out

    from selected

    full outer join handed_out
        on
            selected.task_id = handed_out.task_id
            and selected.entity_id = handed_out.customer_id
            and selected.offer_id = handed_out.offer_id

)

select
    pairs.task_id,
    last_handed_out.surfaced_date,
    count(case when pairs.is_selected then 1 end) as selected_count,
    count(case when pairs.is_handed_out then 1 end) as handed_out_count,
    count(case when pairs.is_selected and pairs.is_handed_out then 1 end)
        as common_count,
    {{ share_of(
        'count(case when pairs.is_selected and pairs.is_handed_out then 1 end)', 'count(*)'
    ) }} as jaccard_share

from pairs

inner join last_handed_out
    on pairs.task_id = last_handed_out.task_id

group by
    pairs.task_id,
    last_handed_out.surfaced_date

-- How the dealership of the lead did so far, how busy it is and how fast it answers.
{%- set answer_is_known %}
{{ known_at('progress.first_answer_known_at', 'success.cutoff_date') }}
{%- endset %}

with

spine as (

    select * from {{ ref('spine_car_lead') }}

),

dim_car_lead as (

    select * from {{ ref('dim_car_lead') }}

),

statuses as (

    select * from {{ ref('fct_car_lead_status') }}

),

progress as (

    select * from {{ ref('fct_car_lead_progress') }}

),

success as (

    select * from {{ ref('success_car_lead') }}

),

settings as (

    select
        tasks.shrinkage_count,
        lead_settings.stale_after_days

    from {{ ref('tasks') }} as tasks

    inner join {{ ref('lead_settings') }} as lead_settings
        on tasks.task_id = lead_settings.task_id

    where tasks.task_id = 'car_lead_sold'

),

-- An open lead that came in long ago is nobody's work any more.
lately as (

    select
        success.group_value as dealership_id,
        success.cutoff_date,
        count(case when coalesce(statuses.outcome, 'OPEN') = 'OPEN' then 1 end)
            as open_lead_count,
        count(case when {{ answer_is_known }} then 1 end) as answer_count,
        sum(
            case
                when {{ answer_is_known }}
                    then
                        greatest(
                            {{ minutes_between(
                                'progress.received_at', 'progress.first_answer_at'
                            ) }},
                            0
                        )
            end
        ) as answer_minutes

    from success

    cross join settings

    inner join dim_car_lead
        on
            success.group_value = dim_car_lead.dealership_id
            and {{ is_state_at('dim_car_lead', 'success.cutoff_date') }}

    inner join progress
        on
            dim_car_lead.lead_id = progress.lead_id
            and {{ known_at('progress.received_at', 'success.cutoff_date') }}
            and {{ days_between('progress.received_at', 'success.cutoff_date') }}
            < settings.stale_after_days

    inner join statuses
        on
            dim_car_lead.lead_id = statuses.lead_id
            and {{ is_state_at('statuses', 'success.cutoff_date') }}

    where success.group_kind = 'dealership'

    group by success.group_value, success.cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    dealerships.lead_count as dealership_lead_count,
    {{ shrunk_share(
        'dealerships.won_count',
        'dealerships.lead_count',
        'everything.won_count',
        'everything.lead_count',
        'settings.shrinkage_count'
    ) }} as dealership_won_share,
    lately.open_lead_count as dealership_open_lead_count,
    {{ share_of('lately.answer_minutes', 'lately.answer_count * 60') }}
        as dealership_mean_answer_hours

from spine

cross join settings

inner join dim_car_lead
    on
        spine.entity_id = dim_car_lead.lead_id
        and {{ is_state_at('dim_car_lead', 'spine.cutoff_date') }}

inner join success as everything
    on
        everything.group_kind = 'all'
        and spine.cutoff_date = everything.cutoff_date

left join success as dealerships
    on
        dealerships.group_kind = 'dealership'
        and dim_car_lead.dealership_id = dealerships.group_value
        and spine.cutoff_date = dealerships.cutoff_date

left join lately
    on
        dim_car_lead.dealership_id = lately.dealership_id
        and spine.cutoff_date = lately.cutoff_date

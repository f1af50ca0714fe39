-- How old the lead is, where it came from, and how such leads did so far.
with

spine as (

    select * from {{ ref('spine_car_lead') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

leads as (

    select * from {{ ref('fct_car_lead') }}

),

dim_car_lead as (

    select * from {{ ref('dim_car_lead') }}

),

dim_person as (

    select * from {{ ref('dim_person') }}

),

success as (

    select * from {{ ref('success_car_lead') }}

),

shrinkage as (

    select max(shrinkage_count) as shrinkage_count

    from tasks

    where entity = 'car_lead'

),

-- Days since a Monday tell the day of the week on every engine.
described as (

    select
        *,
        mod({{ days_between("date '1990-01-01'", 'received_at') }}, 7) as weekday_order,
        extract(hour from received_at) as received_hour

    from leads

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    {{ days_between('described.received_at', 'spine.cutoff_date') }} as lead_age_days,
    dim_car_lead.channel,
    dim_car_lead.campaign,
    case described.weekday_order
        when 0 then 'monday'
        when 1 then 'tuesday'
        when 2 then 'wednesday'
        when 3 then 'thursday'
        when 4 then 'friday'
        when 5 then 'saturday'
        else 'sunday'
    end as received_weekday,
    case
        when described.received_hour < 6 then 'night'
        when described.received_hour < 12 then 'morning'
        when described.received_hour < 18 then 'afternoon'
        else 'evening'
    end as received_hour_band,
    dim_person.region as person_region,
    dim_person.has_phone as has_person_phone,
    {{ share_of('coalesce(channels.lead_count, 0)', 'everything.lead_count') }}
        as channel_lead_share,
    {{ shrunk_factor(
        'coalesce(channels.won_count, 0)',
        'coalesce(channels.lead_count, 0)',
        'everything.won_count',
        'everything.lead_count',
        'shrinkage.shrinkage_count'
    ) }} as channel_won_factor,
    {{ share_of('coalesce(campaigns.lead_count, 0)', 'everything.lead_count') }}
        as campaign_lead_share,
    {{ shrunk_factor(
        'coalesce(campaigns.won_count, 0)',
        'coalesce(campaigns.lead_count, 0)',
        'everything.won_count',
        'everything.lead_count',
        'shrinkage.shrinkage_count'
    ) }} as campaign_won_factor,
    {{ share_of('everything.won_count', 'everything.lead_count') }} as overall_won_share

from spine

cross join shrinkage

inner join described
    on spine.entity_id = described.lead_id

inner join dim_car_lead
    on
        spine.entity_id = dim_car_lead.lead_id
        and {{ is_state_at('dim_car_lead', 'spine.cutoff_date') }}

inner join success as everything
    on
        everything.group_kind = 'all'
        and spine.cutoff_date = everything.cutoff_date

left join success as channels
    on
        channels.group_kind = 'channel'
        and dim_car_lead.channel = channels.group_value
        and spine.cutoff_date = channels.cutoff_date

left join success as campaigns
    on
        campaigns.group_kind = 'campaign'
        and dim_car_lead.campaign = campaigns.group_value
        and spine.cutoff_date = campaigns.cutoff_date

left join dim_person
    on
        dim_car_lead.person_id = dim_person.person_id
        and {{ is_state_at('dim_person', 'spine.cutoff_date') }}

-- How often and how lately somebody asked, read or spoke with us about the property.
{%- set channels = ['valuation_request', 'email_open', 'page_view', 'call'] %}
{%- set windows = [30, 90, 365] %}

with

spine as (

    select * from {{ ref('spine_property') }}

),

fct_engagement as (

    select * from {{ ref('fct_engagement') }}

),

engagements as (

    select
        spine.entity_id,
        spine.cutoff_date,
        {%- for channel in channels %}
        {%- for window in windows %}
        count(
            case
                when
                    fct_engagement.channel = '{{ channel }}'
                    and {{ within_last_days(
                        'fct_engagement.engaged_date', 'spine.cutoff_date', window
                    ) }} then 1
            end
        ) as {{ channel }}_count_{{ window }}d,
        {%- endfor %}
        {%- endfor %}
        max(fct_engagement.engaged_date) as last_engaged_date

    from spine

    inner join fct_engagement
        on
            spine.entity_id = fct_engagement.parcel_id
            and {{ known_at('fct_engagement.known_at', 'spine.cutoff_date') }}

    group by
        spine.entity_id,
        spine.cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    {%- for channel in channels %}
    {%- for window in windows %}
    coalesce(engagements.{{ channel }}_count_{{ window }}d, 0)
        as {{ channel }}_count_{{ window }}d,
    {%- endfor %}
    {%- endfor %}
    {{ days_between('engagements.last_engaged_date', 'spine.cutoff_date') }}
        as last_engagement_age_days

from spine

left join engagements
    on
        spine.entity_id = engagements.entity_id
        and spine.cutoff_date = engagements.cutoff_date

-- What was recorded against the property, how much is owed and how lately.
{%- set kinds = [
    'tax_delinquency', 'tax_lien', 'code_violation', 'foreclosure_notice', 'probate',
] %}

with

spine as (

    select * from {{ ref('spine_property') }}

),

fct_distress_event as (

    select * from {{ ref('fct_distress_event') }}

),

known_events as (

    select
        spine.entity_id,
        spine.cutoff_date,
        fct_distress_event.distress_kind,
        fct_distress_event.event_date,
        fct_distress_event.amount_cents,
        {{ within_last_days(
            'fct_distress_event.event_date', 'spine.cutoff_date', 730
        ) }} as is_of_730d

    from spine

    inner join fct_distress_event
        on
            spine.entity_id = fct_distress_event.parcel_id
            and {{ known_at('fct_distress_event.known_at', 'spine.cutoff_date') }}

),

distress as (

    select
        entity_id,
        cutoff_date,
        max(event_date) as last_event_date,
        {%- for kind in kinds %}
        count(case when is_of_730d and distress_kind = '{{ kind }}' then 1 end)
            as {{ kind }}_count_730d,
        {%- endfor %}
        cast(coalesce(sum(case when is_of_730d then amount_cents end), 0) as bigint)
            as distress_cents_730d

    from known_events

    group by
        entity_id,
        cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    {{ days_between('distress.last_event_date', 'spine.cutoff_date') }}
        as last_distress_age_days,
    {%- for kind in kinds %}
    coalesce(distress.{{ kind }}_count_730d, 0) as {{ kind }}_count_730d,
    {%- endfor %}
    coalesce(distress.distress_cents_730d, 0) as distress_cents_730d

from spine

left join distress
    on
        spine.entity_id = distress.entity_id
        and spine.cutoff_date = distress.cutoff_date

-- What the permit says and how it suits the account it was offered to.
{%- set weekdays = [
    'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday',
] %}

with

spine as (

    select * from {{ ref('spine_contractor_lead') }}

),

fct_lead_offer as (

    select * from {{ ref('fct_lead_offer') }}

),

dim_permit_lead as (

    select * from {{ ref('dim_permit_lead') }}

),

dim_contractor_account as (

    select * from {{ ref('dim_contractor_account') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    {{ days_between('fct_lead_offer.offered_at', 'spine.cutoff_date') }}
        as lead_age_days,
    -- Counted from a Monday.
    case mod(
        {{ days_between("cast('1990-01-01' as date)", 'fct_lead_offer.offered_at') }}, 7
    )
        {%- for weekday in weekdays %}
        when {{ loop.index0 }} then '{{ weekday }}'
        {%- endfor %}
    end as offered_weekday,
    dim_permit_lead.permit_kind,
    dim_permit_lead.permit_value_cents,
    cast(
        coalesce(
            length(dim_permit_lead.trade_tags)
            - length(replace(dim_permit_lead.trade_tags, '|', '')) + 1,
            0
        ) as bigint
    ) as trade_tag_count,
    instr(
        '|' || dim_permit_lead.trade_tags || '|',
        '|' || dim_contractor_account.trade || '|'
    ) > 0 as is_trade_match,
    dim_permit_lead.region = dim_contractor_account.region as is_same_region

from spine

inner join fct_lead_offer
    on spine.entity_id = fct_lead_offer.lead_offer_id

left join dim_permit_lead
    on
        fct_lead_offer.lead_id = dim_permit_lead.lead_id
        and {{ is_state_at('dim_permit_lead', 'spine.cutoff_date') }}

left join dim_contractor_account
    on
        fct_lead_offer.account_id = dim_contractor_account.account_id
        and {{ is_state_at('dim_contractor_account', 'spine.cutoff_date') }}

-- Fails for each offer or feedback that names an account or a lead nobody recorded.
with

named as (
    {% for fact in ['fct_lead_offer', 'fct_lead_feedback'] %}
    select
        '{{ fact }}' as read_by,
        account_id,
        lead_id

    from {{ ref(fact) }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

accounts as (

    select account_id

    from {{ ref('dim_contractor_account') }}

    group by account_id

),

leads as (

    select lead_id

    from {{ ref('dim_permit_lead') }}

    group by lead_id

)

select
    named.read_by,
    named.account_id,
    named.lead_id,
    case
        when accounts.account_id is null
            then
                'account ' || named.account_id
                || ' is not in landing/permits/accounts: add its record'
        else
            'lead ' || named.lead_id
            || ' is not in landing/permits/leads: add its record'
    end as violation

from named

left join accounts
    on named.account_id = accounts.account_id

left join leads
    on named.lead_id = leads.lead_id

where
    accounts.account_id is null
    or leads.lead_id is null

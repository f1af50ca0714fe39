-- What each contractor account had said of all its leads by the cutoff day.
with

spine as (

    select * from {{ ref('spine_contractor_lead') }}

),

fct_lead_feedback as (

    select * from {{ ref('fct_lead_feedback') }}

),

dim_permit_lead as (

    select * from {{ ref('dim_permit_lead') }}

),

dim_contractor_account as (

    select * from {{ ref('dim_contractor_account') }}

),

days as (

    select cutoff_date

    from spine

    group by cutoff_date

),

rated as (

    select
        days.cutoff_date,
        fct_lead_feedback.account_id,
        fct_lead_feedback.rating,
        fct_lead_feedback.outcome,
        fct_lead_feedback.valid_from_at,
        case
            when fct_lead_feedback.outcome = 1 then dim_permit_lead.permit_value_cents
        end as won_permit_value_cents

    from days

    inner join fct_lead_feedback
        on {{ is_state_at('fct_lead_feedback', 'days.cutoff_date') }}

    left join dim_permit_lead
        on
            fct_lead_feedback.lead_id = dim_permit_lead.lead_id
            and {{ is_state_at('dim_permit_lead', 'days.cutoff_date') }}

),

histories as (

    select
        account_id,
        cutoff_date,
        count(*) as feedback_count,
        count(case when outcome = 1 then 1 end) as won_count,
        count(case when rating = 'quoted' then 1 end) as quoted_count,
        count(case when rating = 'bad_contact' then 1 end) as bad_contact_count,
        count(won_permit_value_cents) as valued_win_count,
        cast(coalesce(sum(won_permit_value_cents), 0) as bigint)
            as won_permit_value_cents,
        max(valid_from_at) as last_feedback_at

    from rated

    group by
        account_id,
        cutoff_date

)

select
    histories.account_id,
    histories.cutoff_date,
    dim_contractor_account.trade,
    histories.feedback_count,
    histories.won_count,
    histories.quoted_count,
    histories.bad_contact_count,
    histories.valued_win_count,
    histories.won_permit_value_cents,
    histories.last_feedback_at

from histories

left join dim_contractor_account
    on
        histories.account_id = dim_contractor_account.account_id
        and {{ is_state_at('dim_contractor_account', 'histories.cutoff_date') }}

-- What the account itself had said of its leads by the cutoff day.
with

spine as (

    select * from {{ ref('spine_contractor_lead') }}

),

fct_lead_offer as (

    select * from {{ ref('fct_lead_offer') }}

),

fct_lead_feedback as (

    select * from {{ ref('fct_lead_feedback') }}

),

histories as (

    select * from {{ ref('history_contractor_lead') }}

),

profiles as (

    select * from {{ ref('features_contractor_lead__profile') }}

),

markets as (

    select * from {{ ref('features_contractor_lead__market') }}

),

shrinkage as (

    select max(shrinkage_count) as shrinkage_count

    from {{ ref('tasks') }}

    where entity = 'contractor_lead'

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    coalesce(histories.feedback_count, 0) as account_feedback_count,
    -- Little feedback is pulled towards the trade, where that may be shown.
    coalesce(
        (
            cast(coalesce(histories.won_count, 0) as double)
            + shrinkage.shrinkage_count * markets.trade_won_share
        ) / (coalesce(histories.feedback_count, 0) + shrinkage.shrinkage_count),
        {{ share_of('histories.won_count', 'histories.feedback_count') }}
    ) as account_won_share,
    {{ share_of('histories.quoted_count', 'histories.feedback_count') }}
        as account_quoted_share,
    {{ share_of('histories.bad_contact_count', 'histories.feedback_count') }}
        as account_bad_contact_share,
    {{ share_of(
        'profiles.permit_value_cents * histories.valued_win_count',
        'histories.won_permit_value_cents'
    ) }} as won_permit_value_factor,
    {{ days_between('histories.last_feedback_at', 'spine.cutoff_date') }}
        as last_feedback_age_days,
    fct_lead_feedback.rating as lead_rating,
    {{ days_between('fct_lead_feedback.valid_from_at', 'spine.cutoff_date') }}
        as lead_rating_age_days

from spine

inner join fct_lead_offer
    on spine.entity_id = fct_lead_offer.lead_offer_id

inner join profiles
    on
        spine.entity_id = profiles.entity_id
        and spine.cutoff_date = profiles.cutoff_date

inner join markets
    on
        spine.entity_id = markets.entity_id
        and spine.cutoff_date = markets.cutoff_date

left join histories
    on
        fct_lead_offer.account_id = histories.account_id
        and spine.cutoff_date = histories.cutoff_date

left join fct_lead_feedback
    on
        fct_lead_offer.account_id = fct_lead_feedback.account_id
        and fct_lead_offer.lead_id = fct_lead_feedback.lead_id
        and {{ is_state_at('fct_lead_feedback', 'spine.cutoff_date') }}

cross join shrinkage

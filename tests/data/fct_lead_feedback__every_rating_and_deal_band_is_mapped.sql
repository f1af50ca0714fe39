-- Fails for each rating or deal band of feedback that the settings do not know.
with

fct_lead_feedback as (

    select * from {{ ref('fct_lead_feedback') }}

),

deal_bands as (

    select * from {{ ref('deal_bands') }}

)

select
    fct_lead_feedback.rating as unmapped_value,
    count(*) as feedback_count,
    'rating ' || fct_lead_feedback.rating
    || ' is not in seeds/rating_map.csv: add a row with its outcome and is_closed'
        as violation

from fct_lead_feedback

where fct_lead_feedback.outcome is null

group by fct_lead_feedback.rating

union all

select
    fct_lead_feedback.deal_band as unmapped_value,
    count(*) as feedback_count,
    'deal band ' || fct_lead_feedback.deal_band
    || ' is not in seeds/deal_bands.csv: add a row with its bounds' as violation

from fct_lead_feedback

left join deal_bands
    on fct_lead_feedback.deal_band = deal_bands.deal_band

where
    fct_lead_feedback.deal_band is not null
    and deal_bands.deal_band is null

group by fct_lead_feedback.deal_band

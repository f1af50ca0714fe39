-- How many of those asked about bought, by offer, cutoff and kind of customer.
with

labels_customer as (

    select * from {{ ref('labels_customer') }}

)

select
    task_id,
    offer_id,
    cutoff_date,
    cutoff_role,
    label_status,
    window_periods_used,
    case
        when is_new_logo then 'new_logo'
        when is_expansion then 'expansion'
        else 'renewal_like'
    end as cohort,
    count(*) as row_count,
    cast(sum(outcome) as bigint) as positive_count,
    {{ share_of('sum(outcome)', 'count(outcome)') }} as prevalence_share

from labels_customer

group by
    task_id,
    offer_id,
    cutoff_date,
    cutoff_role,
    label_status,
    window_periods_used,
    case
        when is_new_logo then 'new_logo'
        when is_expansion then 'expansion'
        else 'renewal_like'
    end

-- How many of those asked about did it, by offer, cutoff and kind of customer.
with

labelled_outcomes as (

    select * from {{ ref('labelled_outcomes') }}

),

labels_customer as (

    select * from {{ ref('labels_customer') }}

),

sorted as (

    select
        labelled_outcomes.*,
        case
            when labels_customer.entity_id is null then 'all'
            when labels_customer.is_new_logo then 'new_logo'
            when labels_customer.is_expansion then 'expansion'
            else 'renewal_like'
        end as cohort

    from labelled_outcomes

    left join labels_customer
        on
            labelled_outcomes.task_id = labels_customer.task_id
            and labelled_outcomes.entity_id = labels_customer.entity_id
            and labelled_outcomes.offer_id = labels_customer.offer_id
            and labelled_outcomes.cutoff_date = labels_customer.cutoff_date

)

select
    task_id,
    offer_id,
    cutoff_date,
    cutoff_role,
    label_status,
    window_periods_used,
    cohort,
    count(*) as row_count,
    cast(sum(outcome) as bigint) as positive_count,
    {{ share_of('sum(outcome)', 'count(outcome)') }} as prevalence_share

from sorted

group by
    task_id,
    offer_id,
    cutoff_date,
    cutoff_role,
    label_status,
    window_periods_used,
    cohort

-- Reads the answer.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

labels as (

    select * from {{ ref('labels_customer') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    max(labels.outcome) as planted

from spine

left join labels
    on
        spine.entity_id = labels.entity_id
        and spine.offer_id = labels.offer_id
        and spine.cutoff_date = labels.cutoff_date

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

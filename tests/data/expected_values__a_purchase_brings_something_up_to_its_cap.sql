-- Fails where a purchase is worth a loss, or more than any purchase may count.
with

expected_values as (

    select * from {{ ref('expected_values') }}

)

select
    task_id,
    offer_id,
    cutoff_date,
    segment,
    value_if_won_cents

from expected_values

where
    value_if_won_cents < 0
    or value_if_won_cents > capped_at_cents

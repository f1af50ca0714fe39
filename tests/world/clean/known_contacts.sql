-- Counts the calls known on the day.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

fct_contact as (

    select * from {{ ref('fct_contact') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    count(fct_contact.contact_id) as planted

from spine

left join fct_contact
    on
        spine.entity_id = fct_contact.customer_id
        and {{ known_at('fct_contact.known_at', 'spine.cutoff_date') }}

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

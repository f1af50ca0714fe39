-- Looks at a repeatable part of the sales.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

fct_transaction as (

    select * from {{ ref('fct_transaction') }}

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    count(fct_transaction.transaction_id) as planted

from spine

left join fct_transaction
    on
        spine.entity_id = fct_transaction.customer_id
        and {{ known_at('fct_transaction.known_at', 'spine.cutoff_date') }}
        and md5(fct_transaction.transaction_id) < '8'

group by
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date

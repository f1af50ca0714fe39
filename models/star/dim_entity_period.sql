-- From when until when something is known about those who are asked about.
with

fct_transaction as (

    select * from {{ ref('fct_transaction') }}

)

select
    'customer' as entity,
    min(sold_date) as first_event_date,
    max(known_at) as known_at

from fct_transaction

-- Without a sale nothing can be asked.
having count(*) > 0

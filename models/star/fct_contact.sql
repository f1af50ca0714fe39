-- Every time somebody of ours spoke or wrote to a customer.
with

contacts as (

    select * from {{ ref('stg_erp__contacts') }}

),

ranked as (

    select
        *,
        row_number() over (partition by contact_id order by known_at) as state_rank

    from contacts

)

select
    contact_id,
    customer_id,
    rep_id,
    channel,
    contacted_at,
    known_at

from ranked

where state_rank = 1

-- Fails for each pair on the list that some gate holds back.
with

whitespace as (

    select * from {{ ref('whitespace') }}

),

gate_results as (

    select * from {{ ref('gate_results') }}

),

held_back_customers as (

    select * from {{ ref('held_back_customers') }}

)

select
    whitespace.customer_id,
    whitespace.division

from whitespace

left join gate_results
    on
        whitespace.customer_id = gate_results.entity_id
        and whitespace.division = gate_results.offer_id
        and whitespace.cutoff_date = gate_results.cutoff_date

left join held_back_customers
    on
        whitespace.customer_id = held_back_customers.customer_id
        and whitespace.cutoff_date = held_back_customers.cutoff_date

where
    gate_results.gate_id is not null
    or held_back_customers.gate_id is not null

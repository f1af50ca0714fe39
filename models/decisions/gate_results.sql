-- Why a customer must not be worked on for an offer; no row, no objection.
with

signals as (

    select * from {{ ref('signals') }}

),

open_deal_offers as (

    select * from {{ ref('open_deal_offers') }}

),

held_back_customers as (

    select * from {{ ref('held_back_customers') }}

),

gates as (

    select * from {{ ref('gates') }}

    where is_active

),

objections as (

    select
        signals.task_id,
        signals.entity_id,
        signals.offer_id,
        signals.cutoff_date,
        held_back_customers.gate_id

    from signals

    inner join held_back_customers
        on
            signals.task_id = held_back_customers.task_id
            and signals.entity_id = held_back_customers.customer_id
            and signals.cutoff_date = held_back_customers.cutoff_date

    union all

    select
        signals.task_id,
        signals.entity_id,
        signals.offer_id,
        signals.cutoff_date,
        'open_deal' as gate_id

    from signals

    inner join open_deal_offers
        on
            signals.task_id = open_deal_offers.task_id
            and signals.entity_id = open_deal_offers.customer_id
            and signals.offer_id = open_deal_offers.offer_id
            and signals.cutoff_date = open_deal_offers.cutoff_date

)

select
    objections.task_id,
    objections.entity_id,
    objections.offer_id,
    objections.cutoff_date,
    objections.gate_id,
    gates.gate_order,
    gates.reason,
    cast(
        row_number() over (
            partition by
                objections.task_id,
                objections.entity_id,
                objections.offer_id,
                objections.cutoff_date
            order by gates.gate_order
        ) as bigint
    ) as objection_order,
    lead(gates.gate_id) over (
        partition by
            objections.task_id,
            objections.entity_id,
            objections.offer_id,
            objections.cutoff_date
        order by gates.gate_order
    ) as next_gate_id

from objections

inner join gates
    on objections.gate_id = gates.gate_id

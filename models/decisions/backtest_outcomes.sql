-- What was asked on past days of decision, and what then happened.
with

signals as (

    select * from {{ ref('signals') }}

    where not is_today

),

labels_customer as (

    select * from {{ ref('labels_customer') }}

    where label_status = 'observed'

),

pair_groups as (

    select 'all' as pair_group

    union all

    select 'never_bought' as pair_group

)

select
    signals.task_id,
    pair_groups.pair_group,
    signals.entity_id,
    signals.offer_id,
    signals.cutoff_date,
    signals.probability,
    labels_customer.outcome,
    labels_customer.realised_gross_profit_cents,
    greatest(labels_customer.realised_gross_profit_cents, 0) as realised_gain_cents

from signals

inner join labels_customer
    on
        signals.task_id = labels_customer.task_id
        and signals.entity_id = labels_customer.entity_id
        and signals.offer_id = labels_customer.offer_id
        and signals.cutoff_date = labels_customer.cutoff_date

inner join pair_groups
    on pair_groups.pair_group = 'all' or not signals.has_bought

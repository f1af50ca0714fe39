-- What each property valued on a past day brought when it was really sold.
with

property_costs as (

    select * from {{ ref('property_costs') }}

),

fct_transfer as (

    select * from {{ ref('fct_transfer') }}

    where bulk_known_at is null

),

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

assumptions as (

    select {{ assumed('lowest_market_price_usd') }} as lowest_market_price_usd

    from {{ ref('profit_assumptions') }}

),

today as (

    select max(score_cutoff_date) as score_cutoff_date

    from cutoff_calendar

    where task_id = 'property_sale'

),

sales as (

    select
        property_costs.task_id,
        property_costs.entity_id,
        property_costs.offer_id,
        property_costs.cutoff_date,
        fct_transfer.sold_date,
        {{ whole_cents(
            'fct_transfer.price_cents * (1 - property_costs.selling_cost_share)'
        ) }}
        - property_costs.acquisition_price_cents
        - property_costs.rehab_mid_cents
        - property_costs.carrying_cost_cents
        - property_costs.closing_cost_cents as realised_value_cents,
        row_number() over (
            partition by property_costs.entity_id, property_costs.cutoff_date
            order by fct_transfer.sold_date, fct_transfer.transfer_id
        ) as sale_rank

    from property_costs

    inner join fct_transfer
        on
            property_costs.entity_id = fct_transfer.parcel_id
            and {{ happens_within(
                'fct_transfer.sold_date',
                'property_costs.cutoff_date',
                'property_costs.window_end_date'
            ) }}

    cross join today

    cross join assumptions

    where
        {{ known_at('fct_transfer.known_at', 'today.score_cutoff_date') }}
        and fct_transfer.price_cents >= assumptions.lowest_market_price_usd * 100
        and property_costs.acquisition_price_cents is not null

)

select
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    sold_date,
    realised_value_cents

from sales

where sale_rank = 1

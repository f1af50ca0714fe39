-- What each property valued on a past day was sold for, beside what was counted on.
with

property_costs as (

    select * from {{ ref('property_costs') }}

),

fct_transfer as (

    select * from {{ ref('fct_transfer') }}

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
        fct_transfer.price_cents as sold_price_cents,
        property_costs.resale_cents as conservative_resale_cents,
        property_costs.value_mid_cents as optimistic_resale_cents,
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
        and (
            fct_transfer.bulk_known_at is null
            or not (
                {{ known_at('fct_transfer.bulk_known_at', 'today.score_cutoff_date') }}
            )
        )
        and fct_transfer.price_cents >= assumptions.lowest_market_price_usd * 100

)

select
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    sold_date,
    sold_price_cents,
    conservative_resale_cents,
    optimistic_resale_cents

from sales

where sale_rank = 1

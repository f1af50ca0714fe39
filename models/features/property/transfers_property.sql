-- The last known deeds of each property on the cutoff day, and what its sales brought.
with

spine as (

    select * from {{ ref('spine_property') }}

),

fct_transfer as (

    select * from {{ ref('fct_transfer') }}

),

-- Every deed passes the property on; only a sale of it alone has a price.
known_transfers as (

    select
        spine.entity_id,
        spine.offer_id,
        spine.cutoff_date,
        fct_transfer.sold_date,
        fct_transfer.owner_id,
        fct_transfer.is_market_sale,
        coalesce(
            {{ known_at('fct_transfer.bulk_known_at', 'spine.cutoff_date') }}, false
        ) as is_bulk,
        case
            when
                fct_transfer.bulk_known_at is null
                or not ({{ known_at(
                    'fct_transfer.bulk_known_at', 'spine.cutoff_date'
                ) }})
                then fct_transfer.price_cents
        end as price_cents,
        {{ within_last_days('fct_transfer.sold_date', 'spine.cutoff_date', 730) }}
            as is_of_730d,
        {{ within_last_days('fct_transfer.sold_date', 'spine.cutoff_date', 1825) }}
            as is_of_1825d,
        row_number() over (
            partition by spine.entity_id, spine.cutoff_date
            order by fct_transfer.sold_date desc, fct_transfer.transfer_id desc
        ) as transfer_rank,
        row_number() over (
            partition by
                spine.entity_id, spine.cutoff_date, fct_transfer.is_market_sale
            order by fct_transfer.sold_date desc, fct_transfer.transfer_id desc
        ) as market_rank

    from spine

    inner join fct_transfer
        on
            spine.entity_id = fct_transfer.parcel_id
            and {{ known_at('fct_transfer.known_at', 'spine.cutoff_date') }}

)

select
    entity_id,
    offer_id,
    cutoff_date,
    max(case when transfer_rank = 1 then sold_date end) as last_sold_date,
    max(case when is_market_sale and market_rank = 1 then price_cents end)
        as last_price_cents,
    max(case when transfer_rank = 1 then owner_id end) as owner_id,
    max(case when transfer_rank = 1 and is_bulk then 1 else 0 end) = 1
        as is_bulk_bought,
    max(case when transfer_rank = 2 then sold_date end) as previous_sold_date,
    max(case when is_market_sale and market_rank = 2 then price_cents end)
        as previous_price_cents,
    count(case when is_of_730d then 1 end) as transfer_count_730d,
    count(case when is_of_1825d then 1 end) as transfer_count_1825d

from known_transfers

group by
    entity_id,
    offer_id,
    cutoff_date

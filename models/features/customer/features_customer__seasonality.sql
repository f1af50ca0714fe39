-- In which quarters the customer orders, and how much fell into the half-year ahead.
with

spine as (

    select * from {{ ref('spine_customer') }}

),

cells as (

    select * from {{ ref('fct_customer_offer_month') }}

),

customer_cells as (

    select * from {{ ref('fct_customer_month') }}

),

customers as (

    select * from {{ ref('spine_customer__day') }}

),

offer_months as (

    select
        spine.entity_id,
        spine.offer_id,
        spine.cutoff_date,
        {{ months_between('cells.event_month', 'spine.cutoff_date') }} as age_months,
        cells.order_count

    from spine

    inner join cells
        on
            spine.entity_id = cells.customer_id
            and spine.offer_id = cells.offer_id
            and {{ known_at(
                'cells.known_month', 'spine.cutoff_date', 'cells.event_month', 24
            ) }}

),

-- A month 6 to 11 (or 18 to 23) months old lies in the half-year ahead, years ago.
offer_seasons as (

    select
        entity_id,
        offer_id,
        cutoff_date,
        sum(case when mod(age_months, 12) >= 6 then order_count else 0 end)
            as same_season_order_count_24m

    from offer_months

    group by
        entity_id,
        offer_id,
        cutoff_date

),

customer_quarters as (

    select
        customers.entity_id,
        customers.cutoff_date,
        {%- for quarter in [1, 2, 3, 4] %}
        sum(
            case
                when extract(quarter from cells.event_month) = {{ quarter }}
                    then cells.order_count
                else 0
            end
        ) as q{{ quarter }}_order_count,
        {%- endfor %}
        sum(cells.order_count) as order_count

    from customers

    inner join customer_cells as cells
        on
            customers.entity_id = cells.customer_id
            and {{ known_at(
                'cells.known_month', 'customers.cutoff_date', 'cells.event_month', 24
            ) }}

    group by
        customers.entity_id,
        customers.cutoff_date

)

select
    spine.entity_id,
    spine.offer_id,
    spine.cutoff_date,
    cast(coalesce(offer_seasons.same_season_order_count_24m, 0) as bigint)
        as same_season_order_count_24m,
    {{ share_of('customer_quarters.q1_order_count', 'customer_quarters.order_count') }}
        as customer_q1_order_share_24m,
    {{ share_of('customer_quarters.q2_order_count', 'customer_quarters.order_count') }}
        as customer_q2_order_share_24m,
    {{ share_of('customer_quarters.q3_order_count', 'customer_quarters.order_count') }}
        as customer_q3_order_share_24m,
    {{ share_of('customer_quarters.q4_order_count', 'customer_quarters.order_count') }}
        as customer_q4_order_share_24m

from spine

left join offer_seasons
    on
        spine.entity_id = offer_seasons.entity_id
        and spine.offer_id = offer_seasons.offer_id
        and spine.cutoff_date = offer_seasons.cutoff_date

left join customer_quarters
    on
        spine.entity_id = customer_quarters.entity_id
        and spine.cutoff_date = customer_quarters.cutoff_date

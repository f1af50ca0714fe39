-- The articles bought by enough customers to say something, most buyers first.
with

customers as (

    select * from {{ ref('spine_customer__day') }}

),

bought_skus as (

    select * from {{ ref('bought_skus_customer') }}

),

settings as (

    select * from {{ ref('basket_settings') }}

    where entity = 'customer'

),

customer_counts as (

    select
        cutoff_date,
        count(*) as customer_count

    from customers

    group by cutoff_date

),

sku_buyers as (

    select
        cutoff_date,
        sku,
        count(*) as sku_buyer_count

    from bought_skus

    group by
        cutoff_date,
        sku

)

select
    sku_buyers.cutoff_date,
    sku_buyers.sku,
    sku_buyers.sku_buyer_count,
    customer_counts.customer_count,
    cast(
        row_number() over (
            partition by sku_buyers.cutoff_date
            order by sku_buyers.sku_buyer_count desc, sku_buyers.sku
        ) as bigint
    ) as buyer_rank

from sku_buyers

inner join customer_counts
    on sku_buyers.cutoff_date = customer_counts.cutoff_date

inner join settings
    on
        {{ share_of('sku_buyers.sku_buyer_count', 'customer_counts.customer_count') }}
        >= settings.minimum_support_share

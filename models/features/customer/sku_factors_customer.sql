-- What each article stands for, in the few numbers that tell baskets apart best.
with

factors_customer as (

    select * from {{ ref('factors_customer') }}

)

select
    cast(cutoff_date as date) as cutoff_date,
    sku,
    factor_order,
    basket_weight,
    offer_weight

from factors_customer

-- Which offers the open deals of a customer are about on the as-of day.
with

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

fct_deal as (

    select * from {{ ref('fct_deal') }}

),

fct_offer_sku as (

    select * from {{ ref('fct_offer_sku') }}

),

as_of as (

    select max(as_of_date) as as_of_date

    from cutoff_calendar

),

open_deals as (

    select
        fct_deal.customer_id,
        fct_deal.division_id

    from fct_deal

    cross join as_of

    where
        -- A stage nobody has closed is open.
        fct_deal.stage not in ('won', 'lost')
        and {{ known_at('fct_deal.valid_from_at', 'as_of.as_of_date') }}
        and (
            fct_deal.valid_to_at is null
            or not ({{ known_at('fct_deal.valid_to_at', 'as_of.as_of_date') }})
        )

    group by
        fct_deal.customer_id,
        fct_deal.division_id

),

-- Offers that share an article: a deal about the one is a deal about the other.
shared_articles as (

    select
        fct_offer_sku.offer_id as division_id,
        others.offer_id

    from fct_offer_sku

    inner join fct_offer_sku as others
        on fct_offer_sku.sku = others.sku

    group by
        fct_offer_sku.offer_id,
        others.offer_id

)

select
    open_deals.customer_id,
    shared_articles.offer_id

from open_deals

-- A deal about no division in particular is about all of them.
inner join shared_articles
    on
        shared_articles.division_id
        = coalesce(open_deals.division_id, shared_articles.offer_id)

group by
    open_deals.customer_id,
    shared_articles.offer_id

-- Which offers the open deals of a customer are about on each day somebody decides.
with

decision_calendar as (

    select * from {{ ref('decision_calendar') }}

),

fct_deal as (

    select * from {{ ref('fct_deal') }}

),

fct_offer_sku as (

    select * from {{ ref('fct_offer_sku') }}

    where offer_kind <> 'total'

),

offers as (

    select offer_id

    from fct_offer_sku

    group by offer_id

),

open_deals as (

    select
        decision_calendar.task_id,
        fct_deal.customer_id,
        decision_calendar.cutoff_date,
        -- None for a deal about no division, or about one that has no articles.
        offers.offer_id as division_id

    from decision_calendar

    inner join fct_deal
        on
            {{ is_state_when_deciding(
                'fct_deal.valid_from_at', 'fct_deal.valid_to_at'
            ) }}

    left join offers
        on fct_deal.division_id = offers.offer_id

    -- A stage nobody has closed is open.
    where fct_deal.stage not in ('won', 'lost')

    group by
        decision_calendar.task_id,
        fct_deal.customer_id,
        decision_calendar.cutoff_date,
        offers.offer_id

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
    open_deals.task_id,
    open_deals.customer_id,
    shared_articles.offer_id,
    open_deals.cutoff_date

from open_deals

-- A deal about no division we know may be about any of them.
inner join shared_articles
    on
        shared_articles.division_id
        = coalesce(open_deals.division_id, shared_articles.offer_id)

group by
    open_deals.task_id,
    open_deals.customer_id,
    shared_articles.offer_id,
    open_deals.cutoff_date

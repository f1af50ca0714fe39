-- What part of their leads the accounts of a trade had won, where there are enough.
with

histories as (

    select * from {{ ref('history_contractor_lead') }}

),

isolation as (

    select minimum_account_count

    from {{ ref('lead_isolation') }}

    where entity = 'contractor_lead'

),

shrinkage as (

    select max(shrinkage_count) as shrinkage_count

    from {{ ref('tasks') }}

    where entity = 'contractor_lead'

),

-- What few accounts said would tell one of them about another.
everybody as (

    select
        histories.cutoff_date,
        {{ share_of('sum(histories.won_count)', 'sum(histories.feedback_count)') }}
            as won_share

    from histories

    cross join isolation

    group by histories.cutoff_date

    having count(*) >= max(isolation.minimum_account_count)

),

trades as (

    select
        histories.cutoff_date,
        histories.trade,
        sum(histories.won_count) as won_count,
        sum(histories.feedback_count) as feedback_count

    from histories

    cross join isolation

    where histories.trade is not null

    group by
        histories.cutoff_date,
        histories.trade

    having count(*) >= max(isolation.minimum_account_count)

)

select
    cutoff_date,
    'all' as trade,
    won_share

from everybody

union all

-- A trade with little feedback is pulled towards all trades.
select
    trades.cutoff_date,
    'trade ' || trades.trade as trade,
    (
        cast(trades.won_count as double)
        + shrinkage.shrinkage_count * everybody.won_share
    ) / (trades.feedback_count + shrinkage.shrinkage_count) as won_share

from trades

inner join everybody
    on trades.cutoff_date = everybody.cutoff_date

cross join shrinkage

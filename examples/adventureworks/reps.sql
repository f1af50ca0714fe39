-- A rep's region is the territory of most of its orders so far; another one is a later row.
with
daily as (
    select
        EmployeeKey, SalesTerritoryKey, cast(OrderDate as date) as order_date,
        count(distinct SalesOrderNumber) as order_count
    from FactResellerSales
    group by all
),
so_far as (
    select
        days.EmployeeKey, days.order_date, daily.SalesTerritoryKey,
        sum(daily.order_count) as order_count
    from (select EmployeeKey, order_date from daily group by all) as days
    join daily on daily.EmployeeKey = days.EmployeeKey and daily.order_date <= days.order_date
    group by all
),
most as (
    select * from so_far
    qualify row_number() over (
        partition by EmployeeKey, order_date order by order_count desc, SalesTerritoryKey
    ) = 1
),
followed as (
    select
        *,
        lag(SalesTerritoryKey) over (partition by EmployeeKey order by order_date) as former
    from most
)
select
    EmployeeKey as rep_id,
    'Employee ' || EmployeeKey as rep_name,
    nullif(SalesTerritoryRegion, 'NA') as region,
    strftime(order_date, '%Y-%m-%d 00:00:00') as recorded_at
from followed
left join DimSalesTerritory using (SalesTerritoryKey)
where followed.SalesTerritoryKey is distinct from former
order by recorded_at, rep_id

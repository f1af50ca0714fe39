-- A reseller is on file from its first order; one that never ordered, from the day of the snapshot.
-- The rep is the one of the latest order known on the day: another rep is a later row.
with
daily as (
    select
        ResellerKey, cast(OrderDate as date) as recorded_date,
        arg_max(EmployeeKey, lpad(SalesOrderNumber, 20, '0')) as rep_id
    from FactResellerSales
    group by all
),
followed as (
    select *, lag(rep_id) over (partition by ResellerKey order by recorded_date) as former_rep_id
    from daily
),
states as (
    select ResellerKey, recorded_date, rep_id from followed
    where rep_id is distinct from former_rep_id
    union all
    select ResellerKey, (select max(recorded_date) from daily) as recorded_date, null as rep_id
    from DimReseller anti join daily using (ResellerKey)
)
select
    ResellerAlternateKey as customer_id,
    ResellerName as customer_name,
    BusinessType as industry,
    case
        when NumberEmployees < 10 then '1-9'
        when NumberEmployees < 50 then '10-49'
        when NumberEmployees < 250 then '50-249'
        when NumberEmployees >= 250 then '250 and more'
    end as size_band,
    nullif(SalesTerritoryRegion, 'NA') as region,
    rep_id,
    'false' as do_not_contact,
    strftime(recorded_date, '%Y-%m-%d 00:00:00') as recorded_at
from states
join DimReseller using (ResellerKey)
left join DimGeography using (GeographyKey)
left join DimSalesTerritory using (SalesTerritoryKey)
order by recorded_at, customer_id

select
    SalesOrderNumber || '-' || SalesOrderLineNumber as line_id,
    SalesOrderNumber as invoice_id,
    ResellerAlternateKey as customer_id,
    ProductAlternateKey as sku,
    strftime(OrderDate, '%Y-%m-%d') as sold_date,
    OrderQuantity as quantity,
    cast(SalesAmount as decimal(19, 4)) as revenue,
    cast(SalesAmount as decimal(19, 4)) - cast(TotalProductCost as decimal(19, 4))
        as gross_profit,
    strftime(OrderDate, '%Y-%m-%d 00:00:00') as recorded_at
from FactResellerSales
join DimReseller using (ResellerKey)
join DimProduct using (ProductKey)
order by sold_date, invoice_id, SalesOrderLineNumber

-- Each generation of an article restates it, on its start date or when sold before that.
with
first_sales as (
    select ProductKey, min(cast(OrderDate as date)) as sold_date
    from FactResellerSales
    group by all
)
select
    ProductAlternateKey as sku,
    EnglishProductName as product_name,
    lower(regexp_replace(trim(EnglishProductCategoryName), '[^A-Za-z0-9]+', '_', 'g'))
        as division_id,
    EnglishProductCategoryName as division_name,
    strftime(least(cast(StartDate as date), sold_date), '%Y-%m-%d 00:00:00') as recorded_at
from DimProduct
join DimProductSubcategory using (ProductSubcategoryKey)
join DimProductCategory using (ProductCategoryKey)
left join first_sales using (ProductKey)
order by recorded_at, sku, ProductKey

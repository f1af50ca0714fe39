-- Every sale; the file names no buyer, and says nothing of when the deed was recorded.
select
    sale_id as transfer_id,
    pinx as parcel_id,
    '' as owner_id,
    strftime(sale_date, '%Y-%m-%d') as sold_date,
    sale_price as price,
    strftime(sale_date, '%Y-%m-%d 00:00:00') as recorded_at,
from seattle_sales
order by recorded_at, transfer_id

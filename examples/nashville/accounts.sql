-- The contractor the leads are for: put your own trade and region here.
select
    'us' as account_id,
    'Our company' as account_name,
    'remodelling' as trade,
    'district 19' as region,
    min(created_at) as recorded_at
from leads

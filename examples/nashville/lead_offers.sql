-- There is one account, and it is offered every permit on its day.
select
    accounts.account_id,
    leads.lead_id,
    leads.created_at as offered_at,
    leads.recorded_at
from leads
cross join accounts
order by offered_at, lead_id

-- Fails where a company is linked twice, or linked while it is ambiguous.
select
    crm_company_id,
    count(case when link_status = 'linked' then 1 end) as linked_count,
    count(case when link_status = 'ambiguous' then 1 end) as ambiguous_count

from {{ ref('fct_company_link') }}

group by crm_company_id

having
    count(case when link_status = 'linked' then 1 end) > 1
    or (
        count(case when link_status = 'linked' then 1 end) = 1
        and count(case when link_status = 'ambiguous' then 1 end) > 0
    )

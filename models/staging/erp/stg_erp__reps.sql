-- Every sales representative record that can be read, once.
with

parsed as (

    select * from {{ ref('parsed_erp__reps') }}

)

select
    rep_id,
    rep_name,
    region,
    known_at

from parsed

where row_status = 'loaded'

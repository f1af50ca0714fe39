-- The lines that could not be loaded, and why, so that somebody can mend them.
with

parsed_rows as (

    select * from {{ ref('parsed_rows') }}

)

select
    source_name,
    table_name,
    source_file,
    source_line,
    coalesce(defect_column, 'whole record') as column_name,
    defect_value as raw_value,
    coalesce(defect_rule, 'conflicting_copy') as rule

from parsed_rows

where row_status = 'quarantined'

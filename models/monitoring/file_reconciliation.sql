-- Whether every line of every landing file is accounted for.
with

files as (

    select * from {{ ref('stg_landing__files') }}

),

parsed_rows as (

    select * from {{ ref('parsed_rows') }}

),

counted as (

    select
        source_file,
        count(case when row_status = 'loaded' then 1 end) as rows_loaded,
        count(case when row_status = 'quarantined' then 1 end) as rows_quarantined,
        count(case when row_status = 'duplicate' then 1 end) as rows_duplicate

    from parsed_rows

    group by source_file

)

select
    files.source_name,
    files.table_name,
    files.source_file,
    files.rows_in,
    coalesce(counted.rows_loaded, 0) as rows_loaded,
    coalesce(counted.rows_quarantined, 0) as rows_quarantined,
    coalesce(counted.rows_duplicate, 0) as rows_duplicate,
    files.rows_in
    = coalesce(
        counted.rows_loaded + counted.rows_quarantined + counted.rows_duplicate, 0
    ) as is_reconciled,
    files.extra_columns

from files

left join counted
    on files.source_file = counted.source_file

-- The files that have landed.
with

files as (

    select * from {{ source('landing', 'files') }}

)

select
    source_name,
    table_name,
    source_file,
    sha256,
    byte_count,
    rows_in,
    extra_columns

from files

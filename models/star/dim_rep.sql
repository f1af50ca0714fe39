-- The sales representatives, as they were recorded last.
with

reps as (

    select * from {{ ref('stg_erp__reps') }}

),

ranked as (

    select
        *,
        row_number() over (partition by rep_id order by known_at desc) as state_rank

    from reps

)

select
    rep_id,
    rep_name,
    region

from ranked

where state_rank = 1

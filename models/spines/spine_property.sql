-- Which properties are asked about on which day.
with

cutoff_calendar as (

    select * from {{ ref('cutoff_calendar') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

dim_parcel as (

    select * from {{ ref('dim_parcel') }}

),

property_tasks as (

    select max(training_row_limit) as training_row_limit

    from tasks

    where entity = 'property'

),

cutoffs as (

    select
        cutoff_calendar.cutoff_date,
        max(case when cutoff_calendar.cutoff_role = 'score' then 1 else 0 end) = 1
            as is_score_cutoff,
        max(case when cutoff_calendar.cutoff_role = 'replay' then 0 else 1 end) = 0
            as is_replay_only

    from cutoff_calendar

    inner join tasks
        on cutoff_calendar.task_id = tasks.task_id

    where tasks.entity = 'property'

    group by cutoff_calendar.cutoff_date

),

last_cutoff as (

    select max(cutoff_date) as cutoff_date

    from cutoffs

),

-- A random but repeatable order of the parcels, for the bounded training frame.
parcels as (

    select
        dim_parcel.parcel_id,
        min(dim_parcel.valid_from_at) as first_known_at,
        row_number() over (
            order by md5(dim_parcel.parcel_id), dim_parcel.parcel_id
        ) as draw

    from dim_parcel

    inner join last_cutoff
        on {{ known_at('dim_parcel.valid_from_at', 'last_cutoff.cutoff_date') }}

    group by dim_parcel.parcel_id

),

-- Days of earlier models alone do not thin out those of today's.
history_size as (

    select count(*) as row_count

    from cutoffs

    where not is_score_cutoff and not is_replay_only

)

select
    parcels.parcel_id as entity_id,
    'all' as offer_id,
    cutoffs.cutoff_date

from cutoffs

cross join property_tasks

cross join history_size

inner join parcels
    on {{ known_at('parcels.first_known_at', 'cutoffs.cutoff_date') }}

where
    cutoffs.is_score_cutoff
    or parcels.draw * history_size.row_count <= property_tasks.training_row_limit

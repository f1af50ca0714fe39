-- For each division how often a feature has a value, and what its model makes of it.
with

feature_coverage as (

    select * from {{ ref('feature_coverage') }}

),

model_inputs as (

    select * from {{ ref('model_inputs') }}

    where term = 'value'

),

-- Trees have no caps, so of an average the linear part speaks.
caps as (

    select
        task_id,
        offer_id,
        feature_name,
        min(lower_cap) as lower_cap,
        max(upper_cap) as upper_cap

    from model_inputs

    group by
        task_id,
        offer_id,
        feature_name

),

matrix_checksums as (

    select * from {{ ref('matrix_checksums') }}

),

champions as (

    select * from {{ ref('champions') }}

),

feature_guards as (

    select * from {{ ref('feature_guards') }}

),

newest as (

    select
        entity,
        offer_id,
        max(cutoff_date) as cutoff_date

    from matrix_checksums

    group by
        entity,
        offer_id

),

covered as (

    select
        entity,
        task_id,
        offer_id,
        feature_name,
        {{ share_of(
            "sum(case when cutoff_use = 'score' then known_count else 0 end)",
            "sum(case when cutoff_use = 'score' then row_count else 0 end)"
        ) }} as coverage,
        {{ share_of(
            "sum(case when cutoff_use = 'learned' then known_count else 0 end)",
            "sum(case when cutoff_use = 'learned' then row_count else 0 end)"
        ) }} as training_coverage

    from feature_coverage

    group by
        entity,
        task_id,
        offer_id,
        feature_name

)

select
    covered.task_id,
    covered.offer_id as division,
    covered.feature_name as feature,
    newest.cutoff_date,
    covered.coverage,
    covered.training_coverage,
    caps.lower_cap as winsor_lower,
    caps.upper_cap as winsor_upper,
    feature_guards.single_feature_auc,
    feature_guards.guard as dropped_by,
    matrix_checksums.checksum

from covered

inner join newest
    on
        covered.entity = newest.entity
        and covered.offer_id = newest.offer_id

inner join matrix_checksums
    on
        newest.entity = matrix_checksums.entity
        and newest.offer_id = matrix_checksums.offer_id
        and newest.cutoff_date = matrix_checksums.cutoff_date

left join caps
    on
        covered.task_id = caps.task_id
        and covered.offer_id = caps.offer_id
        and covered.feature_name = caps.feature_name

left join champions
    on
        covered.task_id = champions.task_id
        and covered.offer_id = champions.offer_id

left join feature_guards
    on
        champions.task_id = feature_guards.task_id
        and champions.offer_id = feature_guards.offer_id
        and champions.vintage_date = feature_guards.vintage_date
        and covered.feature_name = feature_guards.feature_name

-- Every feature there is, what it means, and how often it has a value.
with

feature_coverage as (

    select * from {{ ref('feature_coverage') }}

)

select
    entity,
    theme,
    feature_name,
    data_type,
    description,
    is_active,
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
    theme,
    feature_name,
    data_type,
    description,
    is_active

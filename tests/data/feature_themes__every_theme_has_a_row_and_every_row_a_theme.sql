-- Fails for each theme without a row in the seed, and for each row without a theme.
with

feature_list as (

    select
        entity,
        theme

    from {{ ref('feature_list') }}

    group by
        entity,
        theme

),

feature_themes as (

    select * from {{ ref('feature_themes') }}

)

select
    coalesce(feature_list.entity, feature_themes.entity) as entity,
    coalesce(feature_list.theme, feature_themes.theme) as theme,
    case
        when feature_themes.theme is null
            then 'add a row to seeds/feature_themes.csv'
        else 'no model computes this theme of seeds/feature_themes.csv'
    end as violation

from feature_list

full outer join feature_themes
    on
        feature_list.entity = feature_themes.entity
        and feature_list.theme = feature_themes.theme

where
    feature_list.theme is null
    or feature_themes.theme is null

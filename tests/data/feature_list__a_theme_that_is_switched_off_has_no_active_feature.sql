-- Fails for each feature that is active though the seed switches its theme off, or not.
with

feature_list as (

    select * from {{ ref('feature_list') }}

),

feature_themes as (

    select * from {{ ref('feature_themes') }}

)

select
    feature_list.entity,
    feature_list.theme,
    feature_list.feature_name

from feature_list

inner join feature_themes
    on
        feature_list.entity = feature_themes.entity
        and feature_list.theme = feature_themes.theme

where
    feature_list.is_active <> feature_themes.is_active
    or feature_list.is_ablated <> feature_themes.is_ablated

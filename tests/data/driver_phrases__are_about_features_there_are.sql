-- Fails for each phrase about a feature that no theme has.
with

driver_phrases as (

    select * from {{ ref('driver_phrases') }}

),

feature_list as (

    select * from {{ ref('feature_list') }}

)

select driver_phrases.feature_name

from driver_phrases

left join feature_list
    on driver_phrases.feature_name = feature_list.feature_name

where feature_list.feature_name is null

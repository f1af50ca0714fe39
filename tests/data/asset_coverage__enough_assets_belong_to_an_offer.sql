-- Fails when too many assets are of articles that no offer knows of.
with

asset_coverage as (

    select * from {{ ref('asset_coverage') }}

),

asset_settings as (

    select * from {{ ref('asset_settings') }}

),

coverage as (

    select
        sum(asset_count) as asset_count,
        sum(case when is_mapped then asset_count else 0 end) as mapped_count

    from asset_coverage

)

select
    coverage.asset_count,
    coverage.mapped_count,
    asset_settings.minimum_mapped_share

from coverage

cross join asset_settings

where
    {{ share_of('coverage.mapped_count', 'coverage.asset_count') }}
    < asset_settings.minimum_mapped_share

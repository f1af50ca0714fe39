-- Fails for each driver that reads otherwise than a salesperson is told.
with

cases (feature_name, feature_value, contribution, expected) as (

    values
    ('industry', 'steel', cast(0.375 as double), 'industry = steel (+0.38)'),
    ('region', null, cast(-1.5 as double), 'region = none (-1.50)'),
    ('sku_count', '0', cast(0 as double), 'sku_count = 0 (0.00)')

),

drivers as (

    select
        feature_name,
        feature_value,
        contribution,
        expected

    from cases

)

select *

from drivers

where {{ driver_text() }} <> expected

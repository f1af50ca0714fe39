-- Fails where months of tens of millions of dollars have no exact deviation.
with

months_of_profit (amount) as (

    values
    (cast(5000000000 as bigint)),
    (cast(-3000000000 as bigint)),
    (cast(-3000000000 as bigint)),
    (cast(1000000000 as bigint))

),

measured as (

    select round({{ monthly_deviation('amount', 12) }}, 0) as deviation

    from months_of_profit

)

select *

from measured

where deviation is distinct from cast(2000000000 as double)

-- Between which values captures, and leads over the active policy, plausibly lie.
{%- set measures = [
    'capture_share', 'gain_capture_share', 'capture_lead_share', 'gain_capture_lead_share'
] %}

with

backtest_replicates as (

    select * from {{ ref('backtest_replicates') }}

),

policy_variants as (

    select * from {{ ref('policy_variants') }}

),

compared as (

    select
        backtest_replicates.task_id,
        backtest_replicates.variant_id,
        backtest_replicates.pair_group,
        backtest_replicates.k_percent,
        backtest_replicates.replicate_order,
        backtest_replicates.capture_share,
        backtest_replicates.gain_capture_share,
        backtest_replicates.capture_share - active.capture_share as capture_lead_share,
        backtest_replicates.gain_capture_share - active.gain_capture_share
            as gain_capture_lead_share

    from backtest_replicates

    inner join policy_variants
        on
            backtest_replicates.task_id = policy_variants.task_id
            and policy_variants.variant_role = 'active'

    left join backtest_replicates as active
        on
            backtest_replicates.task_id = active.task_id
            and backtest_replicates.pair_group = active.pair_group
            and backtest_replicates.k_percent = active.k_percent
            and backtest_replicates.replicate_order = active.replicate_order
            and policy_variants.variant_id = active.variant_id

),

numbered as (

    select
        *,
        {%- for measure in measures %}
        row_number() over (
            partition by task_id, variant_id, pair_group, k_percent, replicate_order > 0
            order by {{ measure }} nulls last, replicate_order
        ) as {{ measure }}_order,
        {%- endfor %}
        count(*) over (
            partition by task_id, variant_id, pair_group, k_percent, replicate_order > 0
        ) as replicate_count

    from compared

),

-- The 95% interval leaves out one replicate in forty at either end.
marked as (

    select
        *,
        case
            when replicate_order > 0
                then {{ rows_in_share('replicate_count', '0.025') }}
        end as low_order,
        case
            when replicate_order > 0
                then {{ rows_in_share('replicate_count', '0.975') }}
        end as high_order

    from numbered

)

select
    task_id,
    variant_id,
    pair_group,
    k_percent,
    {%- for measure in measures %}
    max(case when replicate_order = 0 then {{ measure }} end) as {{ measure }},
    max(case when {{ measure }}_order = low_order then {{ measure }} end)
        as low_{{ measure }},
    max(case when {{ measure }}_order = high_order then {{ measure }} end)
        as high_{{ measure }},
    {%- endfor %}
    cast(max(replicate_count) as bigint) as replicate_count

from marked

group by
    task_id,
    variant_id,
    pair_group,
    k_percent

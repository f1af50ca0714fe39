-- Between which values the top of each holdout list, and its lead, plausibly lie.
{%- set measures = [
    'precision_share', 'capture_share', 'gain_capture_share', 'capture_lift',
    'capture_lead_share'
] %}
{%- set place = 'task_id, list_id, scorer_id, scenario_id, replicate_order > 0' %}

with

scenario_replicates as (

    select * from {{ ref('scenario_replicates') }}

),

-- The rule of thumb that caught most is the one to beat.
ranked_rules as (

    select
        task_id,
        list_id,
        scenario_id,
        scorer_id,
        row_number() over (
            partition by task_id, list_id, scenario_id
            order by capture_share desc nulls last, scorer_id
        ) as rule_order

    from scenario_replicates

    where
        replicate_order = 0
        and scorer_id <> 'champion'

),

compared as (

    select
        scenario_replicates.*,
        ranked_rules.scorer_id as best_rule_id,
        scenario_replicates.capture_share - best_rules.capture_share
            as capture_lead_share

    from scenario_replicates

    left join ranked_rules
        on
            scenario_replicates.task_id = ranked_rules.task_id
            and scenario_replicates.list_id = ranked_rules.list_id
            and scenario_replicates.scenario_id = ranked_rules.scenario_id
            and ranked_rules.rule_order = 1

    left join scenario_replicates as best_rules
        on
            scenario_replicates.task_id = best_rules.task_id
            and scenario_replicates.list_id = best_rules.list_id
            and scenario_replicates.scenario_id = best_rules.scenario_id
            and scenario_replicates.replicate_order = best_rules.replicate_order
            and ranked_rules.scorer_id = best_rules.scorer_id

),

numbered as (

    select
        *,
        {%- for measure in measures %}
        row_number() over (
            partition by {{ place }}
            order by {{ measure }} nulls last, replicate_order
        ) as {{ measure }}_order,
        count({{ measure }}) over (partition by {{ place }}) as {{ measure }}_count,
        {%- endfor %}
        count(*) over (partition by {{ place }}) as replicate_count

    from compared

)

-- The 95% interval leaves out one resample in forty at either end.
select
    task_id,
    list_id,
    scorer_id,
    scenario_id,
    max(best_rule_id) as best_rule_id,
    max(case when replicate_order = 0 then picked_count end) as picked_count,
    max(case when replicate_order = 0 then positive_count end) as positive_count,
    {%- for measure in measures %}
    max(case when replicate_order = 0 then {{ measure }} end) as {{ measure }},
    {%- for end, share in [('low', '0.025'), ('high', '0.975')] %}
    max(
        case
            when
                replicate_order > 0
                and {{ measure }}_order
                = {{ rows_in_share(measure ~ '_count', share) }}
                then {{ measure }}
        end
    ) as {{ end }}_{{ measure }},
    {%- endfor %}
    {%- endfor %}
    cast(
        max(case when replicate_order > 0 then replicate_count end) as bigint
    ) as replicate_count

from numbered

group by
    task_id,
    list_id,
    scorer_id,
    scenario_id
